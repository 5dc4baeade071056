"""What lrcli does, as Python functions: values in, records out, nothing printed."""
