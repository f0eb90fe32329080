"""A release has one number: in the packages, the images and the workflow code."""

from deploy.images.build import version
from workflows.patches import RELEASE


def test_packages_and_workflow_code_are_of_one_release() -> None:
    """The tags of the images are held against it in tests/k8s/test_images.py."""
    assert version() == RELEASE, "raise `version` in pyproject.toml and the `newTag` of the overlays with it"
