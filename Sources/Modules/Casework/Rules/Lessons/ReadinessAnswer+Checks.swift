// SPDX-License-Identifier: Apache-2.0
import Instruments

/// The checks of readiness in groups, by the part of the request they look at.
extension ReadinessAnswer {
  static let basis = [
    "requesting-state-not-bound", "requested-state-not-bound", "basis-missing", "other-treaty-governs", "election-not-known",
    "treaty-not-known", "treaty-title-missing", "convention-not-used-as-basis", "convention-on-conditions",
    "not-criminal-is-discretionary", "coercion-outside-criminal", "confiscation-basis-doubtful", "extradition-convention-not-taken",
    "extradition-convention-not-taken-at-home", "extradition-convention-on-conditions", "extradition-stance-not-known",
    "extradition-treaty-binds", "extradition-treaty-not-known", "transfer-law-alone", "proceedings-convention-alone",
  ]

  static let recipient = [
    "no-authority-in-directory", "authority-not-valid", "territory-needed", "territory-unknown", "directory-entry-stale",
    "channel-missing", "channel-not-accepted", "interpol-without-urgency", "electronic-signature-needed", "encryption-needed",
  ]

  static let language = [
    "language-missing", "language-not-accepted", "language-doubtful", "languages-not-known", "translation-not-certified",
    "translation-same-language",
  ]

  static let costs = ["costs-not-addressed", "costs-charged", "controlled-delivery-costs-open"]

  static let authority = [
    "requesting-state-missing", "authority-missing", "signatory-missing", "contact-missing", "conducting-authority-missing",
    "conducting-functions-missing",
  ]

  static let facts = [
    "facts-missing", "facts-short", "confiscation-facts-missing", "freezing-facts-missing", "order-facts-missing",
  ]

  static let persons = [
    "persons-missing", "person-name-missing", "person-not-identified", "person-nationality-missing", "person-location-missing",
    "item-person-unknown", "hearing-person-missing", "suspect-missing", "person-concerned-missing", "person-concerned-not-identified",
    "person-sought-location-missing", "person-sought-nationality-missing", "sentenced-nationality-missing", "place-of-detention-missing",
    "service-address-missing",
  ]

  static let measure = [
    "items-missing", "agreed-measure-not-described", "arrangement-missing", "hearing-questions-missing", "video-reason-missing",
    "video-conducting-authority-missing", "video-technical-data-missing", "video-interpretation-missing", "service-document-missing",
    "search-place-missing", "search-objects-missing", "examination-subject-missing", "information-missing", "bank-institution-missing",
    "bank-account-missing", "records-not-named", "records-holder-missing", "period-missing", "appearance-occasion-missing",
    "transfer-occasion-missing", "data-identifier-missing", "data-provider-missing", "data-time-zone-missing",
    "preservation-not-mentioned", "other-assistance-not-described", "tracing-subject-missing", "property-not-described",
    "property-location-missing", "property-value-missing", "freezing-property-not-described", "freezing-location-missing",
    "freezing-value-missing", "freezing-actions-missing", "order-extent-missing", "return-ground-missing", "return-property-missing",
    "item-form-missing", "item-coercion-open", "measure-not-available", "measure-has-alternative",
  ]

  static let places = [
    "person-location-missing", "person-sought-location-missing", "service-address-missing", "search-place-missing",
    "bank-institution-missing", "bank-account-missing", "records-holder-missing", "data-identifier-missing", "data-provider-missing",
    "property-location-missing", "freezing-location-missing",
  ]

  static let annexes = [
    "annex-asked-for-missing", "document-to-serve-not-attached", "consent-not-attached", "decision-copy-missing", "order-copy-missing",
    "order-not-final", "order-notice-missing", "confiscation-order-not-listed", "freezing-order-not-attached",
    "evidence-order-not-attached", "return-proof-missing", "return-judgment-missing", "sentenced-consent-not-attached",
  ]

  static let undertakings = [
    "reciprocity-missing", "death-penalty-undertaking-missing", "safe-conduct-missing", "transfer-without-consent",
    "transfer-return-not-assured", "transfer-immunity-not-assured", "speciality-of-surrender-missing", "retrial-not-undertaken",
    "return-not-undertaken", "second-prosecution-not-excluded", "limits-on-use-apply",
  ]

  /// What article 46(15) lists, and what a measure needs to be carried out.
  /// - Source: UNCAC 46(15)(a)-(f)
  static let content =
    authority + ["proceeding-nature-missing", "proceeding-subject-missing"] + facts + persons + measure
    + ["purpose-missing", "offence-missing", "offence-law-text-missing"]
}
