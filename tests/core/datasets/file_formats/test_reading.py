"""Files as people have them, and the one sentence for each that is not read."""

import gzip
import io
import struct
import zipfile

import numpy as np
import pytest
from PIL import Image

from core.datasets import file_formats
from core.datasets.catalogue import DIGITS
from core.datasets.file_formats import part, pictures, reading
from core.datasets.labelled_images import UNKNOWN
from core.datasets.own_data_set import is_for_testing

RANDOM = np.random.default_rng(6)
IMAGES = RANDOM.integers(0, 256, (60, 28, 28), np.uint8)
TEXTS = np.arange(60) % 10


def npz(**arrays):
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def npy(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def idx(array):
    return (
        bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.astype(np.uint8).tobytes()
    )


def archive(files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return file.getvalue()


def csv(images=IMAGES, labels=TEXTS, header=None, last=False):
    rows = [",".join(map(str, image.ravel().tolist())) for image in images]
    if labels is not None:
        rows = [f"{row},{label}" if last else f"{label},{row}" for row, label in zip(rows, labels, strict=False)]
    return "\n".join(([header] if header else []) + rows).encode() + b"\n"


def png(image, form="PNG"):
    file = io.BytesIO()
    Image.fromarray(image).save(file, form)
    return file.getvalue()


def everything(data_set):
    """Images and labels of both parts, in the order of the file."""
    tested = is_for_testing(len(data_set))
    images, labels = np.empty((len(data_set), 28, 28), np.uint8), np.empty(len(data_set), int)
    for split, places in ((data_set.train, ~tested), (data_set.test, tested)):
        images[places], labels[places] = split.images, split.labels
    return images, labels


HEADER = "label," + ",".join(f"pixel{at}" for at in range(784))
COUNTED = ",".join(map(str, range(785)))
TO_ONE = IMAGES / 255


@pytest.mark.parametrize(
    "content",
    [
        csv(header=HEADER),
        csv(),
        csv(last=True, images=np.where(np.arange(784).reshape(28, 28) == 0, 0, IMAGES)),
        csv(header=COUNTED),
        csv(header=HEADER).replace(b",", b";"),
        csv().replace(b",", b"\t"),
        csv().replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + csv(header=HEADER),
        gzip.compress(csv()),
        archive({"train.csv": csv(header=HEADER), "sample_submission.csv": b"ImageId,Label\n1,0\n2,0\n"}),
        b"id," + csv(header=HEADER).replace(b"\n", b"\n7,", 60),
        npz(x_train=IMAGES, y_train=TEXTS),
        npz(images=IMAGES[..., None], labels=TEXTS[:, None]),
        npz(x=IMAGES.reshape(60, 784), y=np.eye(10)[TEXTS]),
        npz(X=TO_ONE, y=TEXTS.astype(float)),
        npz(X=np.asfortranarray(TO_ONE.reshape(60, 784)), y=TEXTS.astype(np.uint8)),
        npz(data=TO_ONE.astype(np.float32) * 2 - 1, target=TEXTS.astype(str)),
        npz(data=(TO_ONE - 0.5)[:, None], targets=TEXTS.astype("S1")),
        npz(arr_0=IMAGES, arr_1=TEXTS),
        archive({"train-images-idx3-ubyte": idx(IMAGES), "train-labels-idx1-ubyte": idx(TEXTS)}),
        archive(
            {"raw/train-images-idx3-ubyte.gz": gzip.compress(idx(IMAGES)), "raw/train-labels-idx1-ubyte.gz": idx(TEXTS)}
        ),
        archive({"x.npy": npy(IMAGES), "y.npy": npy(TEXTS)}),
    ],
)
def test_images_and_labels_come_as_they_are(content):
    found = file_formats.read(content)
    images, labels = everything(found)
    where_equal = images == IMAGES
    assert where_equal.all() or (where_equal.mean() > 0.99 and (images[:, 0, 0] == 0).all())
    np.testing.assert_array_equal(labels, TEXTS)
    assert found.class_names == DIGITS
    assert any("one image of every five, 12 in all, was drawn for that (seed 0)" in note for note in found.notes)


def test_their_own_parts_are_kept_and_validation_is_learnt_from_where_there_is_a_test():
    found = file_formats.read(npz(xTrain=IMAGES[:30], yTrain=TEXTS[:30], x_test=IMAGES[30:], y_test=TEXTS[30:]))
    assert (len(found.train), len(found.test), found.notes) == (30, 30, ())
    several = {
        f"{name}_{kind}": of[some]
        for name, some in (("train", slice(0, 30)), ("val", slice(30, 40)), ("test", slice(40, 60)))
        for kind, of in (("images", IMAGES), ("labels", TEXTS[:, None]))
    }
    found = file_formats.read(npz(**several))
    assert (len(found.train), len(found.test)) == (40, 20)
    del several["test_images"], several["test_labels"]
    assert len(file_formats.read(npz(**several)).test) == 10
    four = {
        "train-images-idx3-ubyte": idx(IMAGES[:50]),
        "train-labels-idx1-ubyte": idx(TEXTS[:50]),
        "t10k-images-idx3-ubyte": idx(IMAGES[50:]),
        "t10k-labels-idx1-ubyte": idx(TEXTS[50:]),
    }
    found = file_formats.read(archive(four))
    np.testing.assert_array_equal(found.test.images, IMAGES[50:])
    assert file_formats.read(csv(), "mnist_test.csv").parts.keys() == {"test"}


def test_images_without_labels_are_looked_at():
    for content in (csv(labels=None), npz(images=IMAGES), idx(IMAGES)):
        found = file_formats.read(content)
        assert found.test.labels.tolist() == [UNKNOWN] * 60
        assert found.notes == ("It does not say what its images show: they are looked at, and nothing is counted.",)
    both = archive({"train.csv": csv(header=HEADER), "test.csv": csv(labels=None)})
    found = file_formats.read(both)
    assert len(found) == 60
    assert "60 test images have no labels and are left out; alone, they are read." in found.notes


def test_a_few_images_are_all_for_testing():
    assert len(file_formats.read(csv(IMAGES[:7], TEXTS[:7])).test) == 7


def test_classes_are_named_as_the_file_has_them():
    wide = file_formats.read(npz(x=IMAGES, y=np.array(["*", "<b>"])[TEXTS % 2]))
    assert wide.class_names == ("\uff0a", "\uff1cb>")
    letters = np.array(list("BCA"))[TEXTS % 3]
    assert file_formats.read(csv(labels=letters)).class_names == ("A", "B", "C")
    assert file_formats.read(npz(x=IMAGES, y=TEXTS + 5)).class_names == tuple(map(str, range(5, 15)))
    named = file_formats.read(npz(x=IMAGES, y=TEXTS % 3, class_names=np.array(["shoe", "hat", "bag"])))
    assert named.class_names == ("shoe", "hat", "bag")
    np.testing.assert_array_equal(everything(named)[1], TEXTS % 3)


@pytest.mark.parametrize(
    ("side", "note"), [(8, "scaled to 20 x 20, with their ink in the middle of 28 x 28"), (40, "scaled to 28 x 28")]
)
def test_other_squares_become_28(side, note):
    small = RANDOM.integers(0, 17, (60, side, side))
    found = file_formats.read(csv(small if side == 8 else small * 15))
    assert any(note in said for said in found.notes)
    assert any("the largest was taken for white" in said for said in found.notes) == (side == 8)
    assert found.train.images.max() > 200 if side == 8 else found.train.images.max() > 100


FOUR = np.full((60, 40), 255, np.uint8)
FOUR[10:50, 18:24] = 0


def test_a_zip_of_folders_is_prepared_and_shrunk_and_a_bad_picture_is_left_out():
    files = {f"digits/train/{label}/a{at}.png": png(FOUR) for label in (4, 7) for at in range(2)}
    files |= {"digits/test/4/b.png": png(FOUR), "digits/test/4/bad.png": png(FOUR)[:60]}
    files |= {
        "__MACOSX/digits/test/4/._b.png": b"x",
        "digits/.DS_Store": b"x",
        "Thumbs.db": b"x",
        "4/desktop.ini": b"x",
    }
    found = file_formats.read(archive(files))
    assert (len(found.train), len(found.test)) == (4, 1)
    assert found.train.labels.tolist() == [4, 4, 7, 7]
    (note,) = found.notes
    assert note.startswith("1 of its pictures is left out (digits/test/4/bad.png: ")
    assert found.is_prepared
    np.testing.assert_array_equal(found.other_images["test"][0], pictures.as_it_is(FOUR.astype(np.float32) / 255))
    assert found.test.images[0, 0, 0] == 0
    assert found.other_images["test"][0, 0, 0] == 255


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["7.png", "3_02.png", "3-1.png"], ["7", "3", "3"]),
        (["all/7_a.png", "all/4_a.png"], ["7", "4"]),
        (["A/1.png", "B/1.png"], ["A", "B"]),
        (["car/1.png", "bus/1.png", "train/1.png"], ["car", "bus", "train"]),
        (["vehicles/car/1.png", "vehicles/train/1.png"], ["car", "train"]),
        (["test/car/1.png", "test/train/2.png", "test/bus/3.png"], ["car", "train", "bus"]),
        (["img_1.png", "img_2.png"], ["", ""]),
        (["unknown/1.png"], ["unknown"]),
        ([f"{at:04}.png" for at in range(30)], [""] * 30),
    ],
)
def test_what_a_picture_shows_is_in_its_name(names, said):
    found = file_formats.read(archive({name: png(IMAGES[at]) for at, name in enumerate(names)}))
    of = [found.class_names[label] if label != UNKNOWN else "" for label in found.test.labels]
    assert of == ["" if name == "unknown" else name for name in said]
    np.testing.assert_array_equal(found.test.images, IMAGES[: len(names)])
    assert found.other_images is None


def claiming(shape, content=b""):
    """An .npz whose images claim a shape that their bytes do not have."""
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "|u1", "fortran_order": False, "shape": shape})
    return archive({"images.npy": header.getvalue() + content})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "this seems to be an empty file; read are CSV, idx files, .npz"),
        (b"%PDF-1.7", "this seems to be a PDF document; read are"),
        (b"\x80\x04x", "this seems to be a Python pickle; read are"),
        (archive({}), "this seems to be an empty zip archive"),
        (
            archive({"a.pkl": b"\x80\x04x", "b.pdf": b"%PDF"}),
            r"there is no data set in it \(a.pkl: a Python pickle; b.pdf",
        ),
        (archive({".DS_Store": b"1"}), "there is no file in this archive; read are"),
        (b"hello world", "line 1 of 'mine' has 2 values; read are lines of 784 pixels"),
        (b"1,2\n3,4\n", "line 1 of 'mine' has 2 values"),
        (b"\0\0" * 40, "this seems to be a file of an unknown kind"),
        (HEADER.encode(), "'mine' has a header and no line of pixels"),
        (csv() + b"1,2\n", "line 61 of 'mine' has nothing in column 3; a pixel is a number"),
        (csv(header=HEADER) + csv(IMAGES[:1]).replace(b",", b",x", 1), "line 62 of 'mine' has 'x.*' in column 2"),
        (csv() + csv()[:-1] + b",5\n", "line 120 of 'mine' has 786 values and line 1 785; all lines have as many"),
        (
            csv(IMAGES.astype(int) * 2),
            "pixels of 'mine' go from 0 to 5.*; read are 0 to 1, -0.5 to 0.5, -1 to 1, 0 to 255",
        ),
        (csv(labels=[*TEXTS[:-1], 3.5]), "label 3.5 of 'mine' is not a whole number"),
        (csv(labels=[*TEXTS[:-1], -7]), "label -7 of 'mine' is not a number from 0 to 1,000,000, nor -1 for unknown"),
        (
            csv(np.resize(IMAGES, (101, 4, 4)), range(101)),
            "its labels have 101 different values, such as '0'; at most 100",
        ),
        (npz(images=np.array([{}], object)), "array 'images' holds Python objects, which are never read"),
        (npz(images=np.zeros((3, 28, 27))), r"array 'images' has shape \(3, 28, 27\); images are \(n, 28, 28\)"),
        (npz(images=np.zeros((3, 70, 32, 3))), r"\(3, 70, 32, 3\): images in colour are 4 to 64 pixels high and wide"),
        (
            npz(images=np.zeros((3, 32, 32, 2))),
            r"\(3, 32, 32, 2\); .* in grey, and in colour \(n, 32, 32, 3\)",
        ),
        (
            npz(x_train=np.zeros((3, 32, 32, 3)), x_test=np.zeros((3, 28, 28))),
            "its parts have images of 28 x 28 and 32 x 32 x 3: bring one kind",
        ),
        (npz(images=np.zeros((3, 783))), r"array 'images' of shape \(3, 783\): 783 pixels an image are no square"),
        (npz(images=IMAGES, labels=TEXTS[:9]), "'images' has 60 images and 'labels' 9 labels"),
        (npz(images=IMAGES, labels=np.ones((60, 3))), "has rows of 3 numbers that are not a single 1 among zeros"),
        (npz(images=np.full((3, 28, 28), np.nan)), "a pixel of 'images' is no number, or has no end"),
        (
            npz(images=IMAGES, labels=np.full((60, 1), 2**31, np.uint32).view("U1")),
            "has words in it that are not made of letters",
        ),
        (npz(labels=TEXTS), r"there are no images among its arrays \(labels \(60,\)\)"),
        (npz(a=IMAGES, b=IMAGES), r"its arrays \(a \(60, 28, 28\), b \(60, 28, 28\)\) do not say what they are"),
        (npz(images=IMAGES, labels=TEXTS, class_names=np.array(["a", "b"])), "label 9 has no name: the file names 2"),
        (claiming((10**10, 28, 28)), "10,000,000,000 images are too many: at most 100,000 are read"),
        (claiming((100_000, 64, 64)), "100,000 images of 64 x 64 pixels are too many: at most 80 million"),
        (
            claiming((9, 28, 28), bytes(784)),
            r"array 'images' of shape \(9, 28, 28\): it ends before all of it is there",
        ),
        (idx(IMAGES)[:-9], r"array 'mine' of shape \(60, 28, 28\): it ends before"),
        (gzip.compress(csv())[:-99], "'mine' is damaged or cut off"),
        (archive({"4/a.png": png(IMAGES[0])[:50]}), "none of its 1 pictures can be read; of '4/a.png': "),
        (
            archive(
                {
                    f"emnist-{name}-{kind}": idx(of)
                    for name in ("letters", "digits")
                    for kind, of in (("images", IMAGES), ("labels", TEXTS))
                }
            ),
            "there are several data sets in it, emnist digits, emnist letters: bring one at a time",
        ),
    ],
)
def test_what_is_not_read_is_said_in_one_sentence(content, said):
    with pytest.raises(ValueError, match=said) as refused:
        file_formats.read(content, "mine")
    assert "\n" not in str(refused.value)


def test_what_unpacks_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "UNPACKED", 5000)
    with pytest.raises(ValueError, match="what is in this file unpacks to more than 0 MB"):
        file_formats.read(gzip.compress(csv()))


def test_how_far_it_is_is_told():
    heard = []
    file_formats.read(csv(np.tile(IMAGES, (20, 1, 1)), np.tile(TEXTS, 20)), report=heard.append)
    assert heard == sorted(heard)
    assert len(heard) > 3


def test_names_say_the_part():
    assert [part.part_of(name) for name in ("xTrain", "t10k-images", "X_valid", "images", "trainset.csv")] == [
        *("train", "test", "validation", "", "")
    ]


COLORED = RANDOM.integers(0, 256, (60, 9, 12, 3), np.uint8)


@pytest.mark.parametrize(
    "content",
    [
        npz(images=COLORED, labels=TEXTS),
        npz(images=np.moveaxis(COLORED, -1, 1), labels=TEXTS),
        npz(images=(COLORED / 255).astype(np.float32), labels=TEXTS),
        archive({f"{at % 10}/{at:02}.png": png(image) for at, image in enumerate(COLORED)}),
    ],
    ids=["channels last", "channels first", "0 to 1", "small pictures"],
)
def test_what_is_in_colour_stays_so_and_as_large_as_it_is(content):
    data_set = file_formats.read(content)
    assert data_set.is_in_color
    assert data_set.image_shape == (9, 12, 3)
    known = {image.tobytes(): label for image, label in zip(COLORED, TEXTS, strict=True)}
    for split in data_set.parts.values():
        named = [int(data_set.class_names[label]) for label in split.labels]
        assert [known[image.tobytes()] for image in split.images] == named
    np.testing.assert_array_equal(
        data_set.changed(("transposed",)).test.images, data_set.test.images.transpose(0, 2, 1, 3)
    )


def test_photos_with_colours_are_prepared_and_can_be_had_in_colour():
    photo = np.full((90, 120, 3), (20, 30, 200), np.uint8)
    photo[30:60, 40:50] = 255
    data_set = file_formats.read(archive({f"cat/{at}.png": png(photo) for at in range(12)}))
    assert data_set.is_prepared
    assert data_set.image_shape == (28, 28)
    other = data_set.other_way()
    assert other.image_shape == (32, 32, 3)
    np.testing.assert_allclose(other.test.images[0, 2, 3], (20, 30, 200), atol=2)
    with pytest.raises(ValueError, match="its images are in colour; examples are grey"):
        file_formats.read(npz(images=COLORED, labels=TEXTS)).examples()


@pytest.mark.parametrize("head", [True, False], ids=["header", "none"])
def test_a_label_may_be_called_as_what_pandas_takes_for_nothing(head):
    first = "label," + ",".join(f"p{at}" for at in range(784)) + "\n" if head else ""
    names = ["None", "NA", "shirt, top", "None"]
    lines = "".join(f'"{name}",' + ",".join(map(str, IMAGES[at].ravel())) + "\n" for at, name in enumerate(names))
    found = file_formats.read((first + lines).encode())
    assert [found.class_names[label] for label in found.test.labels] == names


def test_folders_of_parts_stay_parts():
    names = ["train/car/1.png", "train/bus/2.png", "test/3.png", "more/train/car/4.png", "sample/5.png", "train/6.png"]
    found = file_formats.read(archive({name: png(IMAGES[at]) for at, name in enumerate(names)}))
    assert (len(found.train), len(found.test)) == (5, 1)
    assert found.class_names == ("bus", "car", "sample")


def test_a_label_that_is_last_is_found_though_a_corner_is_not_always_black():
    images, labels = np.random.default_rng(0).integers(0, 256, (300, 784)), np.arange(300) % 7
    images[:, 0], images[11, 0] = 0, 3
    lines = "\n".join(",".join(map(str, line)) for line in np.column_stack([images, labels]))
    found = file_formats.read(lines.encode())
    assert np.concatenate([found.train.labels, found.test.labels]).max() == 6
    assert sum(len(np.unique(part.labels)) for part in (found.train, found.test)) == 14


@pytest.mark.parametrize(
    "content", [b"1,2,3\r4,5,6\r7,8,9", b"a," + 200_000 * b"x" + b"\n1,2\n"], ids=["old Mac", "long"]
)
def test_lines_that_are_no_csv_are_told_so(content):
    with pytest.raises(ValueError, match=r"line 1 of 'mine.csv' has . values; read are lines of 784 pixels"):
        file_formats.read(content, "mine.csv")


def test_names_of_classes_are_read_as_any_editor_saves_them():
    names = "\ufeffcat \r\n dog\n\n".encode()
    parts = {"images.idx": idx(IMAGES), "labels.idx": idx((TEXTS % 2).astype(np.uint8)), "class_names.txt": names}
    assert file_formats.read(archive(parts)).class_names == ("cat", "dog")


def half_grey(count, black_and_white):
    """Floats from 0 to 1, of which the first so many images are black and white alone."""
    images = np.zeros((count, 28, 28), np.float32)
    images[:, 8:20, 10:18] = 1
    images[black_and_white:, 9:19, 11:17] = 0.5
    return images


@pytest.mark.parametrize("as_text", [True, False])
def test_a_file_that_begins_in_black_and_white_keeps_its_greys(as_text):
    images, labels = half_grey(3000, 2500), np.arange(3000) % 7
    if as_text:
        text = io.BytesIO()
        np.savetxt(text, np.column_stack([labels, images.reshape(3000, -1)]), fmt="%g", delimiter=",")
        data_set = file_formats.read(text.getvalue(), "mine.csv")
    else:
        data_set = file_formats.read(npz(x=images, y=labels))
    assert set(np.unique(np.concatenate([data_set.train.images, data_set.test.images]))) == {0, 128, 255}


@pytest.mark.parametrize("first", ["train", "test"])
def test_a_part_in_black_and_white_is_as_white_as_the_other(first):
    greys, plain = half_grey(20, 0), half_grey(20, 20)
    train, test = (greys, plain) if first == "train" else (plain, greys)
    labels = np.arange(20) % 4
    data_set = file_formats.read(npz(x_train=train, y_train=labels, x_test=test, y_test=labels))
    assert data_set.train.images.max() == data_set.test.images.max() == 255
    assert {128} < set(np.unique(data_set.split(first).images))


@pytest.mark.parametrize("dtype", [np.float32, np.int64, np.uint8, bool])
def test_zeros_and_ones_of_every_kind_are_black_and_white(dtype):
    data_set = file_formats.read(npz(x=half_grey(20, 20).astype(dtype), y=np.arange(20) % 4))
    assert set(np.unique(data_set.test.images)) == {0, 255}
    assert "Its pixels are 0 and 1: the largest was taken for white." in data_set.notes


def test_zeros_and_ones_may_turn_out_as_greys_from_minus_one():
    images = half_grey(1500, 1450) * 2 - 1
    images[:1450] = np.maximum(images[:1450], 0)
    data_set = file_formats.read(
        npz(x_train=images, y_train=np.arange(1500) % 4, x_test=images, y_test=np.arange(1500) % 4)
    )
    assert set(np.unique(data_set.train.images)) == {0, 128, 255}


def test_a_number_outside_the_range_that_a_file_began_in_is_told_with_it():
    images = half_grey(3000, 0)
    images[-1, 0, 0] = 300
    with pytest.raises(ValueError, match="begin in the range 0 to 1 and then go from 0 to 300: a file has one range"):
        file_formats.read(npz(x=images, y=np.arange(3000) % 7))
