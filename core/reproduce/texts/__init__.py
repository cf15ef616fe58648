"""The five texts, a file each."""

from core.reproduce.texts import (
    channel_by_channel,
    interpreting,
    looking_inside,
    perfect_digits,
    university_lesson,
)

TEXTS = (
    looking_inside.TEXT,
    interpreting.TEXT,
    channel_by_channel.TEXT,
    perfect_digits.TEXT,
    university_lesson.TEXT,
)
NUMBERS = {number.key: number for text in TEXTS for number in text.numbers}
