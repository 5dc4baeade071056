"""The functions of `import lrcli`: keywords in, results with data frames out."""
