import Domain

/// The fixed words of the letters, in one language. What they say of the subscription is what people agree to: see
/// `Subscription.consentVersion`.
struct LetterWords: Sendable {
    let language: Language
    let letter: @Sendable (_ network: String, _ month: String) -> String
    let coming: String
    let past: String
    let offers: String
    let places: String
    let notes: [EditionContents.Note: String]
    let until: String
    let more: @Sendable (_ count: Int) -> String
    let why: @Sendable (_ network: String) -> String
    let unsubscribe: String
    let confirmSubject: @Sendable (_ network: String) -> String
    let confirmRequest: @Sendable (_ network: String) -> String
    let confirmTerms: String
    let confirm: String
    let ignore: String

    static func of(_ language: Language) -> LetterWords {
        switch language {
        case .french: french
        case .english: english
        }
    }

    private static let french = LetterWords(
        language: .french,
        letter: { network, month in
            "\(network) : la lettre \(month.hasPrefix("a") || month.hasPrefix("o") ? "d’" : "de ")\(month)"
        },
        coming: "À venir",
        past: "C’était ces dernières semaines",
        offers: "Offres et missions",
        places: "Lieux",
        notes: [.new: "nouveau", .changed: "mis à jour", .cancelled: "annulé", .closed: "fermé"],
        until: "jusqu’au",
        more: { "… et \($0) de plus sur le site" },
        why: { "Vous recevez cette lettre parce que vous l’avez demandée à \($0)." },
        unsubscribe: "Ne plus la recevoir",
        confirmSubject: { "\($0) : confirmez votre abonnement à la lettre" },
        confirmRequest: { "Quelqu’un, sans doute vous, a demandé la lettre mensuelle de \($0) pour cette adresse." },
        confirmTerms: """
            En confirmant, vous acceptez que votre adresse soit gardée pour vous envoyer cette lettre une fois par \
            mois, et rien d’autre. Chaque lettre porte un lien pour ne plus la recevoir.
            """,
        confirm: "Confirmer mon abonnement (lien valable sept jours)",
        ignore: "Si ce n’était pas vous, ne faites rien : vous ne recevrez pas la lettre."
    )

    private static let english = LetterWords(
        language: .english,
        letter: { "\($0): the letter of \($1)" },
        coming: "Coming up",
        past: "In the past weeks",
        offers: "Jobs and missions",
        places: "Places",
        notes: [.new: "new", .changed: "updated", .cancelled: "cancelled", .closed: "closed"],
        until: "until",
        more: { "… and \($0) more on the site" },
        why: { "You receive this letter because you asked \($0) for it." },
        unsubscribe: "Unsubscribe",
        confirmSubject: { "\($0): please confirm your subscription to the letter" },
        confirmRequest: { "Somebody, probably you, asked for the monthly letter of \($0) for this address." },
        confirmTerms: """
            By confirming you agree that your address is kept to send you this letter once a month, and for nothing \
            else. Each letter has a link to stop it.
            """,
        confirm: "Confirm my subscription (the link works for seven days)",
        ignore: "If it was not you, do nothing: you will not receive the letter."
    )
}
