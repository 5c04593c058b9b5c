extension ProblemText {
    /// Of places that are one.
    static let merges: [String: Both] = [
        "place-merged": Both(
            "Tiers-lieu fusionné", "Ce tiers-lieu a été fusionné avec un autre, qui le remplace.",
            "Place merged", "This place was merged into another, which stands for it."),
        "place-closed": Both(
            "Tiers-lieu fermé", "Un tiers-lieu fermé ne peut pas être fusionné.",
            "Place closed", "A place that has closed can not be merged."),
        "place-not-merged": Both(
            "Tiers-lieu non fusionné", "Ce tiers-lieu n’a pas été fusionné avec un autre.",
            "Place not merged", "This place was not merged into another."),
        "survivor-merged": Both(
            "Fusion suivie d’une autre",
            "Le tiers-lieu qui le remplace a été fusionné à son tour : annulez d’abord cette fusion.",
            "Merged once more", "The place that stands for it was merged in its turn: take that merge back first."),
        "merge-with-itself": Both(
            "Même tiers-lieu", "Un tiers-lieu ne peut pas être fusionné avec lui-même.",
            "The same place", "A place can not be merged with itself."),
        "survivor-not-of-pair": Both(
            "Tiers-lieu hors de la paire", "Celui qui reste doit être l’un des deux.",
            "Not of the pair", "The one that stays must be one of the two."),
    ]
}
