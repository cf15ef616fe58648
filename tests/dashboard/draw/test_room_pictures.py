"""What a room puts on the wall is said in words too, and what comes from an address is text."""

import re

import segno

from dashboard.draw import room_pictures


def test_the_door_has_the_code_and_the_link_in_letters_and_as_a_picture():
    link = "http://10.1.2.3:8501/join?room=ABCDE"
    shown = room_pictures.door("ABCDE", link)
    assert "<p class='address'>10.1.2.3:8501/join</p>" in shown
    assert "<p class='code'>ABCDE</p>" in shown
    assert f"alt='QR code of {link}'" in shown
    assert segno.make(link, error="m").version <= 4  # coarse enough for the back of a room


def test_a_link_is_text():
    shown = room_pictures.door("A<B", "http://a'onerror='x/<b>&?room=A")
    assert "<b>" not in shown
    assert "'onerror='" not in shown
    assert "A&lt;B" in shown


def test_bars_are_shares_of_the_votes_and_the_right_one_is_marked_after_the_answer():
    before = room_pictures.votes((1, 3, 0), None, 6)
    assert re.findall(r"width: (\d+)%", before) == ["25", "75", "0"]
    assert "\u2713" not in before
    assert "aria-label='Votes: A: 1, B: 3, C: 0; 4 of 6 phones voted'" in before
    after = room_pictures.votes((1, 3, 0), 0, 6)
    assert "<div class='vote right'><i style='width: 25%'></i><b>A \u2713</b>" in after
    assert after.count("\u2713") == 1


def test_before_the_first_vote_and_after_phones_left():
    assert "0 of 0 phones voted" in room_pictures.votes((0, 0), None, 0)
    assert "<p>3 votes</p>" in room_pictures.votes((3, 0), None, 1)
