"""Every word of the field that the pages use, in a sentence; by what it is about."""

IMAGES = {
    "Pixel": "One point of a picture, as a number: 0 is black and 1 (or 255) is white.",
    "Image": "Mostly 28 rows of 28 pixels: 784 numbers, all that a network is told. In colour it is three a pixel.",
    "Class": "What a network can answer: here mostly a digit, 0 to 9.",
    "Label": "What an image really shows, as a person said.",
    "Data set": "Many images with their labels, made to learn from and to be tested on.",
    "MNIST": "70,000 digits, handwritten by clerks and students in the USA: the field's first exercise since 1998.",
    "Fashion-MNIST": "70,000 pictures of clothes in the very format of MNIST, because digits had become too easy.",
    "Training images": "Those that a network learns from.",
    "Validation images": "Those kept apart while learning, to see whether what is learnt holds for others.",
    "Test images": "Those looked at only at the end: the honest measure.",
    "Augmentation": "Small shifts, turns and zooms of the training images, so that no two rounds show the same.",
    "Centre of mass": "Where a digit would balance on a needle; MNIST puts it in the middle of the picture.",
}
LAYERS = {
    "Layer": "One step of the way through a network: it reads numbers and gives numbers.",
    "Input": "The picture as numbers: mostly 28 x 28 pixels, each from 0 (black) to 1 (white).",
    "Conv2D": "A convolution slides small kernels over a picture; each filter makes one feature map.",
    "DepthwiseConv2D": "A convolution whose kernels read one channel each: it never adds channels up.",
    "MaxPooling2D": "Keeps the largest number of each little window, so that the picture shrinks.",
    "AveragePooling2D": "Keeps the average of each little window.",
    "GlobalAveragePooling2D": "Keeps one number of every feature map: its average. GlobalMaxPooling2D: its largest.",
    "BatchNormalization": "Multiplies every channel with a number and adds another, which keeps it in range.",
    "Activation": "A function that bends every number by itself, such as ReLU. PReLU has learnt how far it bends.",
    "Normalization": "Takes a mean from every number and divides by a spread: both were set before learning began.",
    "LayerNormalization": "Measures the channels of a place together: less their mean, over their spread, then scaled.",
    "GroupNormalization": "Measures all numbers of some channels together, as LayerNormalization those of a place.",
    "Conv2DTranspose": "A convolution the other way round: every number paints a small pattern, and the picture grows.",
    "UpSampling2D": "Makes the picture larger: numbers are repeated, or means of neighbours put between them.",
    "Permute": "Puts the axes in another order. Reshape lays the same numbers out in rows of another length.",
    "Resizing": "Scales the picture to the size that the network reads.",
    "ZeroPadding2D": "Puts rows and columns of zeros around the picture. Cropping2D cuts its border off.",
    "Rescaling": "Every number times the same factor, such as 1/255, so that pixels lie in the expected range.",
    "Flatten": "Lays all numbers of the feature maps in one long row, because a dense layer reads a row.",
    "Dropout": "Switches random cells off while learning, so that no cell is relied on alone; at rest it does nothing.",
    "Dense": "Every unit weighs every input, adds up, and adds its bias.",
    "ReLU": "Negative numbers become zero, positive ones stay.",
    "Softmax": "Turns the last sums into probabilities: none below 0, and together 1.",
    "Add": "Adds up numbers in the same place of several layers. Also: Subtract, Multiply, Average, Maximum, Minimum.",
    "Concatenate": "Puts the channels of the layers it reads behind one another.",
    "Shortcut": "A way past some layers: what they read is added to what they give, and they learn what to change.",
    "Branch": "One of several ways that begin at the same layer and are joined again later.",
    "Stride": "How far a window moves from one cell to the next: with 2 the picture is halved.",
    "Padding": "A frame of zeros around the picture (*same*) keeps its size; without it (*valid*) it shrinks.",
}
NETWORKS = {
    "Network": "Layers from the picture to the answer, in a row or branching; its weights are what it has learnt.",
    "MLP": "A multilayer perceptron: dense layers only. It does not know which pixels are neighbours.",
    "CNN": "A convolutional network: it looks for the same small patterns everywhere in the picture.",
    "Weight": "A number that an input is multiplied by: how much it counts, and for or against.",
    "Bias": "A number added to the sum: how easily a filter or unit fires.",
    "Parameter": "A number that training finds: a weight or a bias.",
    "Budget": "How many parameters a network may have; networks of one budget can be compared fairly.",
    "Hyperparameter": "A number that a person chooses before training: filters, epochs, batch size.",
    "Kernel": "The small table of weights that a convolution slides over the picture.",
    "Filter": "Everything that makes one feature map: a kernel for each channel it reads, and a bias.",
    "Neuron": "Another name for a unit: one cell of a dense layer, with a weight for each input.",
    "Unit": "One cell of a dense layer.",
    "Channel": "One of the feature maps side by side in a layer, by its number.",
    "Feature map": "What one filter found in a picture, and where: a picture itself.",
    "Pre-activation": "The sum before ReLU or softmax bends it.",
    "Logit": "A sum of the last layer before softmax turns it into a probability.",
    "Probability": "How sure the network says it is of a class, 0 to 100 %. It may be sure and wrong.",
    "Receptive field": "The pixels of the digit that one cell can see.",
    "Multiply-add": "One product added to a sum: the unit in which the work of a network is counted.",
    "Sparsity": "The share of zeros among a layer's activations.",
    "Silent": "A channel that is zero everywhere on this image.",
    "Dead": "A channel that is zero everywhere on every test image: it never helps.",
}
LEARNING = {
    "Training": "Correcting the weights, batch by batch, so that the right answers become likelier.",
    "Loss": "How little probability the right classes got, as one number; training makes it smaller.",
    "Gradient": "For every number how much another grows when it grows a little: the way up.",
    "Optimizer": "The rule by which weights follow the gradient, such as SGD or Adam.",
    "SGD": "Stochastic gradient descent: a small step against the gradient of one batch, and again.",
    "Adam": "An optimizer that gives each weight a step size of its own.",
    "Learning rate": "How large the steps are: too small takes for ever, too large never settles.",
    "Batch": "The images between two corrections of the weights, here often 200: 54,000 images make 270 steps.",
    "Step": "One correction of all weights, after one batch.",
    "Epoch": "One pass over all training images.",
    "Moment": "The network as it was at one step of its training, from untrained to trained.",
    "Label smoothing": "Learning from labels that are not quite certain, say 91 %: the answers then are not either.",
    "Seed": "The number that all chance is drawn from: the same seed gives the same training.",
    "Initializer": "How the weights are drawn before anything is learnt.",
    "Overfitting": "Learning the training images by heart: they are read ever better, others no longer.",
    "Early stopping": "Ending where the validation images are read best, before overfitting.",
    "Accuracy": "The share of images that are read right.",
    "Standard deviation": "How far values usually lie from their mean.",
    "Confusion matrix": "A table of how often each class was read as each other.",
    "Misread": "Read as another class than the label says.",
}
LOOKING = {
    "Activation model": "A model that gives every layer's output for an image instead of the answer alone.",
    "Activations": "All numbers that a layer gives for an image.",
    "Likeness": "How much two pictures rise and fall together: 0 not at all, 1 exactly (a correlation).",
    "Orientation": "The direction that a kernel answers to: an edge that stands, lies or leans.",
    "Climb": "Changing a picture step by step so that a filter or class fires more: gradient ascent.",
    "Filter picture": "What such a climb makes of noise for one filter: what it would most like to see.",
    "Perfect digit": "The same for a class: the picture that a network finds most like a 7.",
    "Saliency": "How much each pixel moves the answer when it changes a little.",
    "Integrated gradients": "Each pixel's share of the answer, added up on the way from black to the picture.",
    "Occlusion": "Covering the picture bit by bit: where the answer suffers, it mattered.",
    "Grad-CAM": "Which places of the last feature maps speak for the answer, weighed by their gradients.",
    "Ablation": "Switching channels off to see what they were good for.",
    "Epsilon": "How far each pixel may be moved to fool a network.",
    "Robustness": "How much an image may be moved, turned or disturbed before the answer is lost.",
    "Drawing": "A digit of your own; it goes through the steps that made MNIST's images, then it is read.",
}
GROUPS = {
    "Images": IMAGES,
    "Layers": LAYERS,
    "Networks": NETWORKS,
    "Learning": LEARNING,
    "Ways of looking": LOOKING,
}


def found(asked):
    """The groups with only those words whose name or sentence holds what is asked for, in any case; all for ""."""
    low = asked.strip().lower()
    kept = {
        group: {word: said for word, said in words.items() if low in f"{word} {said}".lower()}
        for group, words in GROUPS.items()
    }
    return {group: words for group, words in kept.items() if words}


def listed(words):
    """As a Markdown list."""
    return "\n".join(f"- **{word}**: {sentence}" for word, sentence in words.items())
