"""Which pixels speak for an answer: saliency, integrated gradients, occlusion and Grad-CAM, in numpy.

Each takes a network, one image `(height, width, channels)` as float32 in [0, 1], and a class (an index into the
answers), and returns float32 `(height, width)`. They speak of the class's logit, before softmax.
"""

import numpy as np

from core.networks import backprop

FEWEST_STEPS, MOST_STEPS = 32, 1024
COMPLETE = 0.01
AT_ONCE = 100


def logits(network, images):
    """`(n, classes)`, before softmax."""
    return backprop.walk(network, images)[-1][2]


def _slopes(network, images, label):
    """How the logit of a class changes with every pixel: `(n, height, width, channels)`."""
    walked = backprop.walk(network, images)
    return backprop.by_pixels(network, walked, _towards(walked, label))


def _towards(walked, label):
    direction = np.zeros_like(walked[-1][2])
    direction[:, label] = 1
    return direction


def saliency(network, image, label):
    """How much the logit changes with each pixel, without its sign: at least 0.

    Simonyan, Vedaldi and Zisserman 2013, arXiv:1312.6034.
    """
    return np.abs(_slopes(network, image[None], label)[0]).max(axis=-1)


def integrated_gradients(network, image, label):
    """What each pixel adds to the logit on the way from black to the image: signed.

    The slope at the middle of each of many equal parts of the way, averaged, times the pixel. All pixels together add
    up to the change of the logit; the parts are halved until that is so to 1 %, or there are 1,024 (where ReLUs open
    and shut all along the way). Sundararajan, Taly and Yan 2017, arXiv:1703.01365.
    """
    black, whole = logits(network, np.stack([np.zeros_like(image), image]))[:, label]
    steps, found = FEWEST_STEPS, _along_the_way(network, image, label, FEWEST_STEPS)
    while steps < MOST_STEPS and abs(found.sum() - (whole - black)) > COMPLETE * abs(whole - black):
        steps *= 2
        found = _along_the_way(network, image, label, steps)
    return found


def _along_the_way(network, image, label, steps):
    shares = (np.arange(steps, dtype=np.float32) + 0.5) / steps
    total = np.zeros(image.shape)
    for start in range(0, steps, AT_ONCE):
        on_the_way = shares[start : start + AT_ONCE, None, None, None] * image
        total += _slopes(network, on_the_way, label).sum(axis=0, dtype=np.float64)
    return (total / steps * image).sum(axis=-1).astype(np.float32)


def occlusion(network, image, label, side=5):
    """How much the logit falls when a black square of `side` pixels, an odd number, covers the place: signed.

    The square is centred on each pixel in turn and cut off at the picture's edge. Zeiler and Fergus 2013,
    arXiv:1311.2901.
    """
    height, width, _ = image.shape
    if not (isinstance(side, int) and side % 2 and 1 <= side <= min(height, width)):
        raise ValueError(f"side (={side}) must be an odd number of pixels from 1 to {min(height, width)}")
    near = [np.abs(np.arange(size)[:, None] - np.arange(size)) <= side // 2 for size in (height, width)]
    whole = logits(network, image[None])[0, label]
    found = np.zeros((height, width), np.float32)
    places = np.argwhere(near[0] @ image.any(axis=-1) @ near[1])
    for start in range(0, len(places), AT_ONCE):
        rows, columns = places[start : start + AT_ONCE].T
        covered = near[0][rows][:, :, None] & near[1][columns][:, None, :]
        found[rows, columns] = whole - logits(network, image * ~covered[..., None])[:, label]
    return found


def grad_cam(network, image, label, name=None):
    """Where the maps of a convolution, the last unless `name` says, speak for the class: at least 0.

    Each map is weighed by the mean of the logit's slope over its cells, the sum cut off at zero, and every pixel gets
    the cells around it, linearly between their middles. Selvaraju and others 2016, arXiv:1610.02391. Raises ValueError
    for a network without a convolution.
    """
    convolutions = network.architecture.convolutions
    if not convolutions:
        raise ValueError("the network has no convolution: there are no maps that Grad-CAM could weigh")
    name = name or convolutions[-1]
    walked = backprop.walk(network, image[None])
    after = {layer.name: walked[at + 1][1] for at, (layer, _, _) in enumerate(walked[:-1])}
    back = backprop.backward(network, walked, _towards(walked, label))
    names = network.architecture.names
    following = names[names.index(name) + 1]
    slopes = next(gradient for layer, gradient in back if layer.name == following)
    weights = slopes.mean(axis=(1, 2), keepdims=True)
    map_of_cells = np.maximum((weights * after[name]).sum(axis=-1)[0], 0)
    return _spread(map_of_cells, network.architecture, name)


def _spread(cells, architecture, name):
    """From a layer's cells to pixels: each cell stands at the middle of what it sees, in between it is linear."""
    sights = architecture.receptive_fields(name)
    for axis, sight in enumerate(sights):
        pixels = np.arange(sight.shape[1])
        middles = np.array([np.flatnonzero(row).mean() if row.any() else np.nan for row in sight])
        known = np.flatnonzero(np.isfinite(middles))
        cells = np.apply_along_axis(
            lambda line, known=known, middles=middles, pixels=pixels: np.interp(pixels, middles[known], line[known]),
            axis,
            cells,
        )
    return cells.astype(np.float32)
