import Domain

/// The named schemas of the public document.
enum Components: String, CaseIterable, Sendable {
    case place = "Place"
    case placeSummary = "PlaceSummary"
    case placeView = "PlaceView"
    case newPlace = "NewPlace"
    case placeChanges = "PlaceChanges"
    case address = "Address"
    case coordinates = "Coordinates"
    case contact = "Contact"
    case contactCard = "ContactCard"
    case contactCards = "ContactCards"
    case placeLink = "PlaceLink"
    case labelAward = "LabelAward"
    case placeOperator = "PlaceOperator"
    case placeStates = "PlaceStates"
    case territory = "Territory"
    case outlinedTerritory = "OutlinedTerritory"
    case outline = "Outline"
    case event = "Event"
    case newEvent = "NewEvent"
    case eventChanges = "EventChanges"
    case offer = "Offer"
    case newOffer = "NewOffer"
    case offerChanges = "OfferChanges"
    case webhook = "Webhook"
    case createdWebhook = "CreatedWebhook"
    case newWebhook = "NewWebhook"
    case delivery = "WebhookDelivery"
    case newSubscriber = "NewSubscriber"
    case subscriptionAsked = "SubscriptionAsked"
    case duplicate = "Duplicate"
    case duplicateReason = "DuplicateReason"
    case duplicateMerge = "DuplicateMerge"
    case placeMerge = "PlaceMerge"
    case person = "Person"
    case newPerson = "NewPerson"
    case personChanges = "PersonChanges"
    case roleGrant = "RoleGrant"
    case sessionList = "SessionList"
    case newSignIn = "NewSignIn"
    case signInAsked = "SignInAsked"
    case key = "Key"
    case createdKey = "CreatedKey"
    case newKey = "NewKey"
    case auditEntry = "AuditEntry"
    case problem = "Problem"

    var schema: Schema {
        switch self {
        case .place: .object(Self.placeFields)
        case .placeSummary:
            .object([
                .required("id", .identifier), .required("name", Self.line), .required("state", Self.placeState),
                .required("address", .named(.address)), .optional("position", .named(.coordinates)),
            ])
        case .placeView:
            .object(
                Self.placeFields + [
                    .optional(
                        "events", .list(.named(.event)), "Its coming events; absent when they could not be read."),
                    .optional("offers", .list(.named(.offer)), "Its open offers; absent when they could not be read."),
                    .required("unavailable", .list(.text()), "The services whose part is missing."),
                ])
        case .newPlace:
            .object([.required("name", Self.line)] + Self.placeChoices)
        case .placeChanges:
            .object([.optional("name", Self.line)] + Self.placeChoices)
        case .address:
            .object([
                .optional("street", Self.line), .optional("postcode", .text(maximumLength: 5)),
                .optional("commune", Self.line), .optional("commune_code", .text(maximumLength: 5), "INSEE"),
                .optional("departement_code", .text(maximumLength: 3), "INSEE"),
                .optional("region_code", .text(maximumLength: 2), "INSEE"),
            ])
        case .coordinates:
            .object([
                .required("latitude", .number(-90...90)), .required("longitude", .number(-180...180)),
            ])
        case .contact: .object(Self.contactFields)
        case .contactCard:
            .object(
                Self.contactFields + [
                    .optional(
                        "consents", .list(.oneOf(["name", "phone", "email"]), atMost: 3),
                        "What those concerned agreed to show: nothing without.")
                ])
        case .contactCards: .object([.required("items", .list(.named(.contactCard)))])
        case .placeLink: .object([.required("title", Self.line), .required("url", Self.link)])
        case .labelAward:
            .object([.required("name", Self.line), .optional("from", .day), .optional("until", .day, "The last day.")])
        case .placeOperator:
            .object([
                .optional("name", Self.line), .optional("siret", .text(maximumLength: 20)),
                .optional("rna", .text(maximumLength: 20)),
            ])
        case .placeStates:
            .object([
                .required(
                    "items", .list(.object([.required("state", Self.placeState), .required("since", .moment)])))
            ])
        case .territory: .object(Self.territoryFields)
        case .outlinedTerritory:
            .object(Self.territoryFields + [.optional("outline", .named(.outline), "Absent where nobody drew it.")])
        case .outline:
            .object([
                .required("type", .oneOf(["MultiPolygon"])),
                .required("coordinates", .list(.list(.list(.list(.number(-180...180))))), "GeoJSON, RFC 7946."),
            ])
        case .event: .object(Self.eventFields)
        case .newEvent:
            .object([.required("title", Self.line), .required("starts_at", .moment)] + Self.eventChoices)
        case .eventChanges:
            .object(
                [.optional("title", Self.line), .optional("starts_at", .moment)] + Self.eventChoices)
        case .offer: .object(Self.offerFields)
        case .newOffer: .object([.required("title", Self.line)] + Self.offerChoices)
        case .offerChanges: .object([.optional("title", Self.line)] + Self.offerChoices)
        case .webhook: .object(Self.webhookFields)
        case .createdWebhook:
            .object(
                Self.webhookFields + [
                    .required("secret", .text(), "Signs `v1`; shown this once."),
                    .required("public_key", .text(), "Verifies `v1a`."),
                ])
        case .newWebhook:
            .object([
                .required("url", .text(maximumLength: WebAddress.maximumLength, format: "uri")),
                .required("types", .list(.oneOf(WebhookEventName.all), atMost: 50), "Which events to send."),
            ])
        case .delivery:
            .object([
                .required("id", .identifier), .required("message_id", .text()), .required("type", .text()),
                .required("state", .oneOf(Self.words(WebhookDelivery.State.self))),
                .required("attempts", .integer(0...1_000_000)), .optional("last_status", .integer(100...599)),
                .optional("last_error", .text()), .required("created_at", .moment),
                .optional("next_attempt_at", .moment), .optional("delivered_at", .moment),
            ])
        case .newSubscriber:
            .object([
                .required("email", .text(maximumLength: 254, format: "email")),
                .optional("language", .oneOf(Language.allCases.map(\.rawValue)), "Of the mails; French without one."),
            ])
        case .subscriptionAsked: .object([.required("status", .oneOf(["confirmation_sent"]))])
        case .duplicate: .object(Self.duplicateFields)
        case .duplicateReason: .object(Self.duplicateReasonFields)
        case .duplicateMerge:
            .object([.required("survivor_id", .identifier, "Which of the two stays.")] + Self.mergeChoices)
        case .placeMerge: .object([.required("absorbed_id", .identifier, "The other place.")] + Self.mergeChoices)
        case .person: .object(Self.personFields)
        case .newPerson: .object(Self.newPersonFields)
        case .personChanges: .object(Self.personChangeFields)
        case .roleGrant: .object(Self.roleGrantFields)
        case .sessionList: .object(Self.sessionListFields)
        case .newSignIn: .object(Self.newSignInFields)
        case .signInAsked: .object([.required("status", .oneOf(["link_sent_if_known"]))])
        case .key: .object(Self.keyFields)
        case .createdKey: .object(Self.keyFields + [.required("key", .text(), "Shown this once.")])
        case .newKey: .object(Self.newKeyFields)
        case .auditEntry: .object(Self.auditFields)
        case .problem:
            .object([
                .required("type", .text(format: "uri")), .required("title", .text()),
                .required("status", .integer(400...599)), .required("code", .text(), "Stable; act on this one."),
                .required("detail", .text()), .optional("field", .text(), "The path of what is at fault."),
                .optional("suggestion", .text(), "What may have been meant."),
                .optional("current_version", .integer(1...Int(Int32.max)), "With `version-mismatch`."),
            ])
        }
    }
}
