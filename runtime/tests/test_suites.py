"""Cipher suites: each computes what its standard publishes, and each opens what it sealed beside the other."""

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SM3, Hash
from hypothesis import given
from hypothesis import strategies as st

from runtime.sealing import Header, LookupHash, SealBroken, Sealer
from runtime.suites import BY_NUMBER, NAMES, SUITES, Sm4Gcm, SuiteName

KEYS = {"k1": b"k" * 32}
SM, AES = "sm4-gcm-sm3", "aes-256-gcm-sha256"
suites = st.sampled_from(NAMES)


def test_sm4_computes_the_example_of_gbt_32907_2016() -> None:
    key = plaintext = bytes.fromhex("0123456789abcdeffedcba9876543210")
    encryptor = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()  # noqa: S305 - the standard's example is one block
    assert (encryptor.update(plaintext) + encryptor.finalize()).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm3_computes_the_example_of_gbt_32905_2016() -> None:
    digest = Hash(SM3())
    digest.update(b"abc")
    assert digest.finalize().hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_keyed_sm3_computes_the_example_of_gmt_0042_2015() -> None:
    words = b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
    made = SUITES[SM].keyed_hash(bytes.fromhex("00112233445566778899aabbccddeeff"), words)
    assert made.hex() == "dc813339153491ad81477754eb3df00dbb3cc3e6a69f9cacce737db7e61342ff"


def test_keyed_sha256_computes_the_second_example_of_rfc_4231() -> None:
    made = SUITES[AES].keyed_hash(b"Jefe", b"what do ya want for nothing?")
    assert made.hex() == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


def test_sm4_gcm_computes_the_example_of_rfc_8998() -> None:
    cipher, nonce = Sm4Gcm(bytes.fromhex("0123456789abcdeffedcba9876543210")), bytes.fromhex("00001234567800000000abcd")
    associated = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    plaintext = bytes.fromhex("".join(digit * 16 for digit in "abcdefea"))
    sealed = cipher.encrypt(nonce, plaintext, associated)
    assert sealed.hex() == (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
        "83de3541e4c2b58177e065a9bf7b62ec"
    )
    assert cipher.decrypt(nonce, sealed, associated) == plaintext


def test_aes_256_gcm_computes_test_case_14_of_its_authors() -> None:
    sealed = AESGCM(bytes(32)).encrypt(bytes(12), bytes(16), b"")
    assert sealed.hex() == "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"


def test_what_release_0_1_0_sealed_and_hashed_is_still_read() -> None:
    sealed = bytes.fromhex("01026b31a38ee0fd8625b2cb4d12afd1a9c849c8af7ab30b7b75527c2bee1bdb875f38a37733")
    for suite in NAMES:
        assert Sealer(KEYS, "k1", suite).open("application/a", sealed, "FormContent:a") == "张三".encode()
    assert LookupHash(b"k" * 32).of("张三").hex() == "35f60e275f6def21232f45beb7f8e9ad04fd8a98658cc1cd0ddf034e3907bc52"


def test_the_first_suite_is_written_as_release_0_1_0_reads_it() -> None:
    assert Sealer(KEYS, "k1", AES).seal("application/a", b"", "a").startswith(b"\x01\x02k1")


@given(suites, suites, st.binary(max_size=200), st.text(max_size=20), st.text(max_size=20))
def test_what_one_suite_sealed_opens_under_the_other(
    before: SuiteName, after: SuiteName, plaintext: bytes, scope: str, associated: str
) -> None:
    sealed = Sealer(KEYS, "k1", before).seal(scope, plaintext, associated)
    assert Header.of(sealed).suite == SUITES[before].number
    assert Sealer(KEYS, "k1", after).open(scope, sealed, associated) == plaintext


@given(suites, st.binary(max_size=60), st.data())
def test_a_value_with_one_bit_changed_opens_under_no_suite(
    suite: SuiteName, plaintext: bytes, data: st.DataObject
) -> None:
    sealer = Sealer(KEYS, "k1", suite)
    sealed = bytearray(sealer.seal("application/a", plaintext, "a"))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(SealBroken):
        sealer.open("application/a", bytes(sealed), "a")


@given(suites, st.binary(max_size=60), st.data())
def test_a_value_cut_short_is_refused(suite: SuiteName, plaintext: bytes, data: st.DataObject) -> None:
    sealer = Sealer(KEYS, "k1", suite)
    sealed = sealer.seal("application/a", plaintext, "a")
    with pytest.raises(SealBroken):
        sealer.open("application/a", sealed[: data.draw(st.integers(0, len(sealed) - 1))], "a")


@given(st.binary(max_size=100))
def test_no_bytes_break_who_opens_them(nonsense: bytes) -> None:
    with pytest.raises(SealBroken):
        Sealer(KEYS, "k1").open("application/a", nonsense, "a")


def test_suites_have_numbers_and_keys_of_their_own() -> None:
    assert len(BY_NUMBER) == len(SUITES) == len(NAMES)
    sealed = Sealer(KEYS, "k1", SM).seal("application/a", b"name", "a")
    assert sealed[:5] == b"\x02\x02\x02k1"
    with pytest.raises(SealBroken, match="cipher suite"):
        Sealer(KEYS, "k1").open("application/a", b"\x02\x09" + sealed[2:], "a")
    assert len({LookupHash(b"k" * 32, suite).of("张三") for suite in NAMES}) == len(NAMES)
