"""The bridge to Keras: live models and `.keras` files, read and written."""
