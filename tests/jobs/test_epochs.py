"""A job that trains: one loop, which whoever asked for the job may leave."""

import pytest
from one_target import crossval_of_one

from lrcli.errors import DivergenceError
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.crossval import crossvalidation
from lrcli.jobs.epochs import Epochs
from lrcli.jobs.train import train, training

SIX = Recipe(epochs=6)


def counted(epochs):
    """The numbers of the epochs that a loop sees."""
    return [epoch.epoch for epoch in epochs]


def test_a_loop_to_the_end_and_no_loop_learn_the_same_model(cars):
    with training(cars, recipe=SIX) as epochs:
        assert counted(epochs) == [1, 2, 3, 4, 5, 6]
        watched = epochs.result()
    alone = train(cars, recipe=SIX)
    assert watched.model.to_json() == alone.model.to_json()
    assert not watched.interrupted


def test_a_loop_that_is_left_gives_what_was_learned_so_far(cars):
    with training(cars, recipe=SIX) as epochs:
        for epoch in epochs:
            if epoch.epoch == 3:
                break
        trained = epochs.result()
    assert trained.interrupted
    assert (trained.model.training.stopped, trained.model.training.epochs_run) == ("interrupted", 3)
    assert trained.model.history.epoch == [1, 2, 3]


def test_a_loop_that_was_left_can_be_taken_up_again(cars):
    with training(cars, recipe=SIX) as epochs:
        next(iter(epochs))
        assert counted(epochs) == [2, 3, 4, 5, 6]
        assert epochs.result().model.to_json() == train(cars, recipe=SIX).model.to_json()


def test_leaving_in_the_last_epoch_interrupts_nothing(cars):
    with training(cars, recipe=SIX) as epochs:
        for epoch in epochs:
            if epoch.epoch == epoch.epochs:
                break
        assert not epochs.result().interrupted


def test_the_losses_are_in_the_targets_units(cars):
    """The last loss is the model's own."""
    with training(cars, recipe=SIX) as epochs:
        last = list(epochs)[-1]
        assert last.train_loss[0, 0] == pytest.approx(epochs.result().model.metrics.train.loss, rel=1e-9)


def test_the_exact_solver_has_no_epochs(cars):
    with training(cars, recipe=Recipe(solver="exact")) as epochs:
        assert counted(epochs) == []
        assert epochs.result().model.training.stopped == "exact"


def test_a_training_that_diverges_ends_the_loop_with_its_error(cars):
    with training(cars, recipe=Recipe(optimizer="sgd", learning_rate=1e6)) as epochs, pytest.raises(DivergenceError):
        counted(epochs)


def test_a_cross_validation_shows_the_epochs_of_all_its_recipes_and_is_never_cut_short(cars):
    recipes = [SIX, Recipe(epochs=4)]
    with crossvalidation(cars, recipes) as epochs:
        assert counted(epochs) == [1, 2, 3, 4, 5, 6, 1, 2, 3, 4]
        whole = epochs.result()
    with crossvalidation(cars, recipes) as epochs:
        next(iter(epochs))
        assert epochs.result()[0].candidates == whole[0].candidates
    assert crossval_of_one(cars, recipes).candidates == whole[0].candidates


def test_what_is_sent_to_a_job_is_whether_the_loop_was_left():
    heard = []

    def job():
        for epoch in "abc":
            heard.append((yield epoch))
        return "result"

    epochs = Epochs(job())
    for epoch in epochs:
        if epoch == "b":
            break
    assert epochs.result() == "result"
    assert heard == [None, True, True]
