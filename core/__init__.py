"""Train small digit recognizers and lay them open: plain arrays in, plain arrays out."""
