"""Names, places and schools of the synthetic city. All invented; the surnames are China's most common."""

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
RARE_SURNAMES = ("欧阳", "上官", "司徒", "𠮷", "㛃", "亓", "妫")
GIVEN_FIRST = "子梓浩宇欣雨晨佳思若志建国秀玉桂春文明晓海永俊丽雅诗嘉一天"
GIVEN_SECOND = "轩涵然怡琪悦宁强华英兰芳平军伟杰敏静磊涛洋艳勇娟超娜霞飞月"
# Names with the dot 间隔号 U+00B7, as many people of the west have them.
DOTTED_NAMES = ("阿卜杜拉·买买提", "古丽娜尔·艾力", "迪丽拜尔·吐尔逊", "扎西·多吉")

CITY = "示范市"
OTHER_CITIES = ("云溪市", "江畔市", "北屏市", "南浦市")
STREETS = ("创新路", "文汇街", "滨江大道", "桃园路", "和平里", "学府路", "渔港街", "工匠巷")
DISTRICTS = ("东屏区", "西湾区", "南坪区", "北港区")
SCHOOLS = ("示范大学", "云溪理工大学", "江畔师范大学", "北屏医科大学", "南浦职业技术学院")
HOSPITALS = ("示范市妇幼保健院", "示范市第一人民医院", "西湾区人民医院")
TRADES = ("餐饮", "商贸", "科技", "建筑", "物流")
