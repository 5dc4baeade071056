"""A model as an HTTP server on this machine: a page to try it, and predictions as JSON or CSV."""
