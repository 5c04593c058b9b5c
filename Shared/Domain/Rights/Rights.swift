/// Who may put which request: the whole of it. What is not in the table is refused to everybody.
///
/// Every service asks it before it looks at a request, and again where a right depends on the thing at hand. Exports
/// are not in it: services alone ask for them.
package enum Rights {
    package static let table: [String: Right] = Dictionary(
        uniqueKeysWithValues: places + people + events + offers + newsletter + notifications)

    private static let places: [(String, Right)] = [
        (FindPlaces.name, .anyone),
        (GetPlace.name, .anyone),
        (CreatePlace.name, .key(.placesWrite)),
        (ChangePlace.name, .facilitator(.placesWrite)),
        (ConfirmPlace.name, .facilitator(.placesWrite)),
        (PublishPlace.name, .key(.placesWrite)),
        (ClosePlace.name, .key(.placesWrite)),
        // Of their own places, which the command looks at: what nobody agreed to show is no partner's business.
        (GetContacts.name, .ownOrStaff),
        (GetPlaceStates.name, .staff),
        (FindTerritories.name, .anyone),
        (GetTerritory.name, .anyone),
        (FindOutlines.name, .anyone),
        (FindDuplicates.name, .staff),
        (MergePlaces.name, .staff),
        (MergeDuplicate.name, .staff),
        (DismissDuplicate.name, .staff),
        (UnmergePlace.name, .staff),
    ]

    /// Of roles, staff gives those of places and circles; what is of staff itself only administrators touch. The
    /// commands look at that, since it depends on the person and the role at hand.
    private static let people: [(String, Right)] = [
        // Asked by the gateway before it knows who is there. A hash or a mailed link is proof enough.
        (GetKey.name, .anyone),
        (GetSession.name, .anyone),
        (RequestSignIn.name, .anyone),
        (OpenSession.name, .anyone),
        (TouchSession.name, .signedIn),
        (GetAccount.name, .signedIn),
        (FindSessions.name, .ownOrStaff),
        (EndSession.name, .ownOrStaff),
        (FindPeople.name, .staff),
        (GetPerson.name, .staff),
        (CreatePerson.name, .staff),
        (ChangePerson.name, .staff),
        (GrantRole.name, .staff),
        (RevokeRole.name, .staff),
        (FindKeys.name, .staff),
        (CreateAccessKey.name, .staff),
        (RevokeAccessKey.name, .staff),
        (FindAudit.name, .staff),
    ]

    private static let events: [(String, Right)] = [
        (FindEvents.name, .anyone),
        (GetEvent.name, .anyone),
        (CreateEvent.name, .facilitator(.eventsWrite)),
        (ChangeEvent.name, .facilitator(.eventsWrite)),
        (PublishEvent.name, .facilitator(.eventsWrite)),
        (CancelEvent.name, .facilitator(.eventsWrite)),
    ]

    private static let offers: [(String, Right)] = [
        (FindOffers.name, .anyone),
        (GetOffer.name, .anyone),
        (CreateOffer.name, .facilitator(.offersWrite)),
        (ChangeOffer.name, .facilitator(.offersWrite)),
        (PublishOffer.name, .facilitator(.offersWrite)),
        (CloseOffer.name, .facilitator(.offersWrite)),
    ]

    /// A mailed link is the right to what it does.
    private static let newsletter: [(String, Right)] = [
        (CreateSubscriber.name, .anyone),
        (ReadSubscriberLink.name, .anyone),
        (ConfirmSubscriber.name, .anyone),
        (UnsubscribeSubscriber.name, .anyone),
    ]

    private static let notifications: [(String, Right)] = [
        (FindWebhooks.name, .key(.read)),
        (GetWebhook.name, .key(.read)),
        (FindDeliveries.name, .key(.read)),
        (CreateWebhook.name, .key(.webhooks)),
        (DisableWebhook.name, .key(.webhooks)),
    ]
}
