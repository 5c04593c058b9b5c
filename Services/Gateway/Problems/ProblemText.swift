import Domain

/// What a problem is called and what it means, for people.
struct ProblemText: Sendable {
    let title: String
    let detail: String

    static func of(_ code: String, _ status: Int, in language: Language) -> ProblemText {
        let texts = all[code] ?? fallback(status)
        return language == .french ? texts.french : texts.english
    }

    /// For a code that a newer service knows and this gateway does not.
    private static func fallback(_ status: Int) -> Both {
        status < 500
            ? Both(
                "Demande refusée", "Cette demande ne peut pas être acceptée.",
                "Request refused", "This request cannot be accepted.")
            : Both(
                "Erreur interne", "Le service a rencontré une erreur. Elle a été notée.",
                "Internal error", "The service met an error. It was recorded.")
    }

    struct Both: Sendable {
        let french: ProblemText
        let english: ProblemText

        init(_ titleInFrench: String, _ detailInFrench: String, _ title: String, _ detail: String) {
            french = ProblemText(title: titleInFrench, detail: detailInFrench)
            english = ProblemText(title: title, detail: detail)
        }
    }

    /// By code. A code is never renamed.
    static let all: [String: Both] = requests.merging(values) { first, _ in first }.merging(states) { first, _ in first
    }.merging(merges) { first, _ in first }

    /// Of requests as such.
    private static let requests: [String: Both] = [
        "not-found": Both(
            "Introuvable", "Il n’y a rien à cette adresse.", "Not found", "There is nothing at this address."),
        "method-not-allowed": Both(
            "Méthode refusée", "Cette adresse n’accepte pas cette méthode ; l’en-tête Allow dit lesquelles.",
            "Method not allowed", "This address does not accept this method; the Allow header lists those it does."),
        "host-missing": Both(
            "En-tête Host absent", "Une requête HTTP/1.1 nomme son hôte.",
            "Host header missing", "An HTTP/1.1 request names its host."),
        "media-type-not-supported": Both(
            "Type de contenu refusé", "Le corps doit être de type application/json.",
            "Media type not supported", "The body must be of type application/json."),
        "body-too-large": Both(
            "Corps trop long", "Le corps dépasse ce que cette adresse accepte.",
            "Body too large", "The body is larger than this address accepts."),
        "json-not-valid": Both(
            "JSON illisible", "Le corps n’est pas du JSON valide.", "JSON not valid", "The body is not valid JSON."),
        "request-not-valid": Both(
            "Demande illisible", "La demande n’a pas la forme attendue.",
            "Request not valid", "The request does not have the expected form."),
        "parameter-unknown": Both(
            "Paramètre inconnu", "Cette adresse n’a pas de paramètre de ce nom.",
            "Unknown parameter", "This address has no parameter of this name."),
        "parameter-not-valid": Both(
            "Paramètre refusé", "La valeur de ce paramètre n’a pas la forme attendue.",
            "Parameter not valid", "The value of this parameter does not have the expected form."),
        "cursor-not-valid": Both(
            "Curseur refusé", "Un curseur est une valeur de « next », rendue telle quelle.",
            "Cursor not valid", "A cursor is a value of “next”, given back as it was."),
        "limit-too-large": Both(
            "Limite trop haute", "Une page compte au plus 200 éléments.",
            "Limit too large", "A page holds at most 200 items."),
        "idempotency-key-not-valid": Both(
            "Clé d’idempotence refusée", "Idempotency-Key compte de 1 à 200 caractères ASCII visibles.",
            "Idempotency key not valid", "Idempotency-Key holds 1 to 200 visible ASCII characters."),
        "idempotency-key-reused": Both(
            "Clé d’idempotence déjà utilisée", "Cette clé a déjà servi pour une autre demande.",
            "Idempotency key reused", "This key was used for another request before."),
        "if-match-required": Both(
            "En-tête If-Match absent", "Une modification dit par If-Match quelle version elle modifie.",
            "If-Match header missing", "A change says by If-Match which version it changes."),
        "if-match-not-valid": Both(
            "En-tête If-Match refusé", "If-Match reprend l’en-tête ETag de la version lue, ou *.",
            "If-Match not valid", "If-Match repeats the ETag of the version that was read, or is *."),
        "origin-not-allowed": Both(
            "Origine refusée", "Ce formulaire ne peut être envoyé que depuis ce site.",
            "Origin not allowed", "This form can only be sent from this site."),
    ]
}
