"""Words that the operations of a park are told in. Packs of clauses and files share them."""

from __future__ import annotations

__all__ = [
    "BUILDING_FACTS",
    "DOCUMENTS",
    "EVENTS",
    "FEEDBACK",
    "GRADES",
    "HEATING",
    "ITEMS",
    "LISTS",
    "LIVING",
    "MANAGEMENT",
    "PARTNERS",
    "RECORDS",
    "ROLES",
    "STATES",
]

EVENTS = (
    "exchange",
    "policy_briefing",
    "training",
    "lecture",
    "experience_exchange",
    "policy_study",
    "skills_training",
    "drill",
    "health_drill",
    "maintenance",
    "product_check",
    "other",
)
"""Types of events. ``exchange`` is between companies (seminar, workshop, matchmaking: CBEP-7.2.2); the
three that follow ``lecture`` are those of the incubation base (CBEP-5.1.2.4)."""

ROLES = ("incubator_instructor", "maintenance", "security", "property", "mentor", "other")
"""Roles of the park's staff."""

DOCUMENTS = (
    "organisation_chart",
    "service_guide",
    "service_standard",
    "complaint_procedure",
    "operations_manual",
    "emergency_plan",
    "other",
)
"""Kinds of documents that the operator keeps (CBEP-7.1.2, CBEP-8.3)."""

ITEMS = (
    "desk",
    "chair",
    "cabinet",
    "computer",
    "phone",
    "printer",
    "copier",
    "scanner",
    "projector",
    "camera",
    "guide_map",
    "round_table",
    "livestream_set",
    "other",
)
"""Items of equipment. A ``livestream_set`` is what one needs to livestream: camera, light, microphone."""

LIVING = ("catering", "lodging", "leisure", "shop")
"""Kinds of living facilities near the park, as kinds of spaces are called."""

LISTS: dict[str, tuple[str, ...]] = {
    "services": (
        "customs",
        "logistics",
        "finance",
        "talent",
        "information",
        "credit",
        "legal",
        "technical",
        "market_registration",
        "premises_proof",
        "customs_declaration",
        "transport_query",
    ),
    "modules": (
        "finance",
        "talent",
        "incubation",
        "communication",
        "promotion",
        "public_technology",
        "logistics_support",
    ),
    "networks": ("data", "fixed_phone", "mobile"),
    "utilities": ("communication", "heating", "no_heating_zone", "power", "gas", "water", "drainage"),
    "logistics": ("storage", "sorting", "transport", "distribution", "express", "quality_control"),
    "third_party": (
        "customs_declaration",
        "tax",
        "payment",
        "logistics",
        "international_cooperation",
        "human_resources",
        "innovation",
    ),
    "government": ("registration", "annual_inspection", "tax_registration", "project_application"),
    "property": ("water", "power", "gas", "heating", "no_heating_zone", "network", "sanitation", "gardens"),
}
"""What may be offered, by list. ``no_heating_zone`` says that the climate zone has no district heating."""

HEATING = "heating|no_heating_zone"
"""Heating, or a climate that needs none (zones of GB 50176 without it): either word will do."""

MANAGEMENT = ("self", "commissioned", "none")
"""Who manages the property (CBEP-6.3.1)."""

BUILDING_FACTS = ("smoke_detection", "lightning_protection")
"""What is said about a building as yes or no."""

PARTNERS = ("education", "research")
"""Kinds of partners of the training base."""

FEEDBACK = ("visit", "opinion_book", "survey", "hotline", "meeting", "online", "other")
"""Ways in which opinions are collected (CBEP-9.1.2)."""

STATES = ("good", "worn", "damaged", "lost")
"""State in which lent equipment comes back."""

GRADES = ("A", "B", "C")
"""Food safety grades of a catering unit."""

RECORDS = (
    "honour",
    "company_honour",
    "certification",
    "policy_support",
    "data_service",
    "law_firm",
    "credit_body",
    "free_training",
    "other",
)
"""Things of Annex A of SB/T 11233 that are counted."""
