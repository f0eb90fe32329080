"""The seal on a document: a sample, drawn, and marked as one. A department's real seal is not ours to draw."""

from __future__ import annotations

from xml.sax.saxutils import escape

# The name runs along the upper part of the ring, as on round seals of Chinese offices; longer names are set closer.
STEP_DEGREES_MAX = 32.0
ARC_DEGREES_MAX = 250.0
_STAR = "100,66 107.6,89.5 132.3,89.5 112.3,104 120,127.5 100,113 80,127.5 87.7,104 67.7,89.5 92.4,89.5"
_SEAL = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200">
<g fill="#c8102e" font-family="Noto Serif SC" text-anchor="middle" opacity="0.85">
<circle cx="100" cy="100" r="94" fill="none" stroke="#c8102e" stroke-width="4"/>
<polygon points="{star}"/>
{name}
<text x="100" y="150" font-size="17" letter-spacing="4">样章</text>
<text x="100" y="168" font-size="13" letter-spacing="1">SAMPLE</text>
</g>
</svg>
"""


def sample(name: str) -> str:
    """The sample seal of a department as SVG. `name`: in Chinese, as the catalogue has it."""
    count = len(name)
    step = min(STEP_DEGREES_MAX, ARC_DEGREES_MAX / max(count - 1, 1))
    size = min(24.0, step * 1.35)
    letters = [
        f'<text x="100" y="34" font-size="{size:.1f}" '
        f'transform="rotate({step * (place - (count - 1) / 2):.2f} 100 100)">{escape(letter)}</text>'
        for place, letter in enumerate(name)
    ]
    return _SEAL.format(star=_STAR, name="\n".join(letters))
