"""Files from strangers are bytes: zip and HDF5 are read within bounds, and no object in them is ever made."""
