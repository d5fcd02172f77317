"""The rooms: one package a block."""
