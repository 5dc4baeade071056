"""How an option is spelled on the command line."""


def flag(option: str) -> str:
    """The flag of an option that Python calls so: batch_size → --batch-size, k → -k.

    What is no such name stays: a flag, an argument in capitals, a variable of the environment.
    """
    if not (option.isidentifier() and option.islower()):
        return option
    return f"-{option}" if len(option) == 1 else "--" + option.replace("_", "-")
