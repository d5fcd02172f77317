from __future__ import annotations

from kompendium.builders.epub.names import ascii_names, manifest_name


def test_norwegian_letters_are_written_in_ascii():
    assert manifest_name("kapitler/sjøgrens-sykdom") == "kapitler/sjogrens-sykdom"
    assert manifest_name("_images/hånd på.svg") == "_images/hand-pa.svg"


def test_letter_of_one_and_of_two_code_points_give_the_same_name():
    assert manifest_name("a\u030a") == manifest_name("å") == "a"


def test_name_in_another_script_keeps_its_folder_and_extension():
    name = manifest_name("bilder/图.png")
    assert name.startswith("bilder/f")
    assert name.endswith(".png")
    assert name.isascii()


def test_names_that_fall_together_stay_apart_and_ascii_ones_keep_theirs():
    names = ascii_names(["sjøgren", "sjogren", "Sjogren"])
    assert names["Sjogren"] == "Sjogren"
    assert len({n.casefold() for n in names.values()}) == 3
    assert names == ascii_names(["Sjogren", "sjogren", "sjøgren"])
