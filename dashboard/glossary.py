"""What each network that ships is, and every word of the field in a sentence."""

NETWORKS = {
    "lesson_cnn": "Two convolutions and one dense layer: the lesson's own network, and the one to start with.",
    "lesson_mlp": "No convolution at all: two dense layers of 16 neurons read the 784 pixels as a plain list.",
    "mlp_40": "One hidden layer of 40 neurons, stopped when its validation accuracy no longer rose.",
    "budget_mlp": "Dense layers only, with as many parameters as lesson_cnn: the fair opponent.",
    "tfjs_recognizer": "A small network with 5x5 kernels that saw only 500 digits, for about a second.",
    "three_conv": "Three convolutions: good for following one channel from layer to layer.",
    "narrow_3_6_12": "Three convolutions with just 3, 6 and 12 filters.",
    "wide_16_32_64": "The same three convolutions with 16, 32 and 64 filters.",
    "four_conv": "Four convolutions and 1.7 million parameters, trained on digits moved and turned at random.",
    "fashion_kernels": "Five kernels a layer; it tells T-shirts, dresses and ankle boots apart.",
}

GLOSSARY = {
    "Input": "The picture as numbers: 28 x 28 pixels, each from 0 (black) to 1 (white).",
    "Conv2D": "A convolution slides small kernels over a picture; each kernel makes one feature map.",
    "MaxPooling2D": "Keeps the largest number of each little window, so that the picture shrinks.",
    "Flatten": "Lays all numbers of the feature maps in one long row, because a dense layer reads a row.",
    "Dropout": "Switches random cells off while learning, so that no cell is relied on alone; at rest it does nothing.",
    "Dense": "Every unit weighs every input, adds up, and adds its bias.",
    "ReLU": "Negative numbers become zero, positive ones stay.",
    "Softmax": "Turns the last sums into probabilities: none below 0, and together 1.",
    "Kernel": "The small table of weights that a convolution slides over the picture.",
    "Parameter": "A number that training finds: a weight or a bias.",
    "Hyperparameter": "A number that a person chooses before training: filters, epochs, batch size.",
    "Epoch": "One pass over all training images.",
    "Batch": "The images between two corrections of the weights, here often 200: 54,000 images make 270 steps.",
    "Receptive field": "The pixels of the digit that one cell can see.",
    "Logit": "A sum of the last layer before softmax turns it into a probability.",
    "Gradient": "For every pixel, how much a number grows when that pixel grows a little: the way up.",
    "Multiply-add": "One product added to a sum: the unit in which the work of a network is counted.",
}
