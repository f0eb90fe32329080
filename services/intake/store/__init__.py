"""intake's tables: explicit SQL over one executor, the pool (each statement its own transaction) or a connection."""

from services.intake.store.applications import (
    Applications,
    Change,
    DuplicateApplication,
    GivenDocument,
    NewApplication,
    Stored,
    TrackingNumberTaken,
)
from services.intake.store.catalogue import CatalogueTable, PublishedVersion
from services.intake.store.mandates import Mandates, StoredMandate
from services.intake.store.materials import Materials, StoredMaterial
from services.intake.store.ratings import BadRating, NewRating, Ratings
from services.intake.store.requests import DuplicateRequest, RequestKey, Requests
from services.intake.store.tables import Store, Tables

__all__ = [
    "Applications",
    "BadRating",
    "CatalogueTable",
    "Change",
    "DuplicateApplication",
    "DuplicateRequest",
    "GivenDocument",
    "Mandates",
    "Materials",
    "NewApplication",
    "NewRating",
    "PublishedVersion",
    "Ratings",
    "RequestKey",
    "Requests",
    "Store",
    "Stored",
    "StoredMandate",
    "StoredMaterial",
    "Tables",
    "TrackingNumberTaken",
]
