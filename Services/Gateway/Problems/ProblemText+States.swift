extension ProblemText {
    /// Of values in fields and parameters.
    static let values: [String: Both] = [
        "field-unknown": Both(
            "Champ inconnu", "Ce nom de champ n’existe pas.", "Unknown field", "There is no field of this name."),
        "field-required": Both(
            "Champ obligatoire", "Ce champ doit être présent.", "Field required", "This field must be there."),
        "type-not-valid": Both(
            "Type refusé", "Cette valeur n’est pas du type attendu.",
            "Type not valid", "This value is not of the expected type."),
        "value-not-listed": Both(
            "Valeur hors liste", "Cette valeur n’est pas une de celles possibles.",
            "Value not listed", "This value is not one of those possible."),
        "number-out-of-range": Both(
            "Nombre hors limites", "Ce nombre est trop petit ou trop grand.",
            "Number out of range", "This number is too small or too large."),
        "too-many-items": Both(
            "Trop d’éléments", "Cette liste est trop longue.", "Too many items", "This list is too long."),
        "text-too-long": Both("Texte trop long", "Ce texte est trop long.", "Text too long", "This text is too long."),
        "text-not-allowed": Both(
            "Texte refusé", "Ce texte est vide, compte plusieurs lignes ou contient des caractères de contrôle.",
            "Text not allowed", "This text is blank, has several lines or contains control characters."),
        "identifier-not-valid": Both(
            "Identifiant refusé", "Un identifiant est un UUID.", "Identifier not valid", "An identifier is a UUID."),
        "email-not-valid": Both(
            "Adresse électronique refusée", "L’adresse doit être de la forme nom@domaine.",
            "E-mail address not valid", "The address must look like name@domain."),
        "url-not-valid": Both(
            "Adresse web refusée", "L’adresse doit être absolue et commencer par https:// ou http://.",
            "Web address not valid", "The address must be absolute and begin with https:// or http://."),
        "position-not-valid": Both(
            "Position refusée", "La latitude va de -90 à 90 et la longitude de -180 à 180 degrés.",
            "Position not valid", "Latitude goes from -90 to 90 and longitude from -180 to 180 degrees."),
        "radius-not-valid": Both(
            "Rayon refusé", "Le rayon se donne en kilomètres, avec une position.",
            "Radius not valid", "The radius is given in kilometres, together with a position."),
        "link-expired": Both(
            "Lien périmé", "Ce lien a servi ou n’est plus valable : demandez-en un autre.",
            "Link expired", "This link was used or is no longer valid: ask for another one."),
        "code-not-valid": Both(
            "Code refusé", "Ce code n’a pas la forme d’un code officiel.",
            "Code not valid", "This code does not have the form of an official one."),
        "phone-not-valid": Both(
            "Téléphone refusé", "Un numéro s’écrit 03 80 12 34 56 ou +33 3 80 12 34 56.",
            "Phone number not valid", "A number is written 03 80 12 34 56 or +33 3 80 12 34 56."),
        "siret-not-valid": Both(
            "SIRET refusé", "Un SIRET a quatorze chiffres, dont le dernier vérifie les autres.",
            "SIRET not valid", "A SIRET has fourteen digits, the last of which checks the others."),
        "rna-not-valid": Both(
            "Numéro RNA refusé", "Le numéro d’une association s’écrit W et neuf chiffres.",
            "RNA number not valid", "The number of an association is written W and nine digits."),
        "date-not-valid": Both(
            "Date refusée", "Un moment s’écrit 2026-11-24T18:00:00Z et un jour 2026-11-24.",
            "Date not valid", "A moment is written 2026-11-24T18:00:00Z and a day 2026-11-24."),
        "end-before-start": Both(
            "Fin avant le début", "La fin doit venir après le début.",
            "End before start", "The end must come after the start."),
        "timezone-not-served": Both(
            "Fuseau horaire refusé", "Ce fuseau n’est pas un de ceux de la France et de ses outre-mer.",
            "Time zone not served", "This zone is not one of France and its overseas territories."),
        "month-not-valid": Both(
            "Mois refusé", "Un mois s’écrit 2026-11.", "Month not valid", "A month is written 2026-11."),
        "event-type-unknown": Both(
            "Type d’événement inconnu", "Ce type d’événement n’existe pas.",
            "Unknown event type", "There is no such type of event."),
        "place-unknown": Both(
            "Lieu inconnu", "Aucun lieu ne porte cet identifiant.",
            "Unknown place", "No place has this identifier."),
    ]

    /// Of rights, states and services.
    static let states: [String: Both] = [
        "key-required": Both(
            "Clé d’accès absente",
            "Cette adresse demande l’en-tête « Authorization: Bearer CLÉ », ou une session ouverte.",
            "Access key missing", "This address asks for the header “Authorization: Bearer KEY”, or an open session."),
        "key-not-valid": Both(
            "Clé d’accès refusée", "Cette clé n’existe pas ou a été révoquée.",
            "Access key not valid", "This key does not exist or was revoked."),
        "forbidden": Both(
            "Accès refusé", "Ni votre clé ni votre compte ne donne ce droit.",
            "Forbidden", "Neither your key nor your account gives this right."),
        "sign-in-required": Both(
            "Connexion nécessaire", "Cette page est celle d’une personne connectée.",
            "Sign-in required", "This page is that of somebody who is signed in."),
        "email-taken": Both(
            "Adresse déjà utilisée", "Une autre personne a déjà cette adresse électronique.",
            "Address taken", "Somebody else has this e-mail address already."),
        "last-administrator": Both(
            "Dernière administration",
            "Nommez d’abord une autre personne : sans administration, nul ne le pourrait plus.",
            "Last administrator", "Name somebody else first: without an administrator nobody could."),
        "transition-not-allowed": Both(
            "Passage impossible", "Ce changement n’est pas possible dans l’état actuel.",
            "Transition not allowed", "This change is not possible in the current state."),
        "version-mismatch": Both(
            "Modifié entre-temps", "Quelqu’un d’autre a modifié ceci depuis votre lecture.",
            "Changed meanwhile", "Somebody else has changed this since you read it."),
        "too-many-requests": Both(
            "Trop de demandes", "Attendez le nombre de secondes de l’en-tête Retry-After.",
            "Too many requests", "Wait for the seconds that the Retry-After header says."),
        "service-unavailable": Both(
            "Service indisponible", "Le service qui répond à cette demande est arrêté. Rien n’a été fait à moitié.",
            "Service unavailable", "The service that answers this is down. Nothing was half done."),
        "broker-unavailable": Both(
            "Messagerie indisponible", "Les services ne peuvent pas être joints. Rien n’a été fait à moitié.",
            "Broker unavailable", "The services can not be reached. Nothing was half done."),
        "database-unavailable": Both(
            "Base de données indisponible", "Le service ne joint pas sa base de données. Réessayez bientôt.",
            "Database unavailable", "The service does not reach its database. Try again soon."),
        "service-busy": Both(
            "Service occupé", "Trop de demandes attendent déjà une réponse. Réessayez bientôt.",
            "Service busy", "Too many requests are waiting for an answer already. Try again soon."),
        "timed-out": Both(
            "Délai dépassé", "La réponse n’est pas venue à temps.", "Timed out", "The answer did not come in time."),
        "request-unknown": Both(
            "Demande inconnue du service", "Le service qui répond est d’une version plus ancienne.",
            "Request unknown to the service", "The service that answers is of an older version."),
        "internal-error": Both(
            "Erreur interne", "Le service a rencontré une erreur. Elle a été notée.",
            "Internal error", "The service met an error. It was recorded."),
    ]
}
