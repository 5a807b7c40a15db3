"""Reads what sentences mean, beside their words, by a model of sentence embeddings; needs the extra `semantic`."""
