// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Kernel

extension ImportedRequest {
  enum CodingKeys: String, CodingKey {
    case direction, reference, theirReference, state, kind, arrivedOn, subject, basis, bases, offences, channel, medium, isDirectContact
    case unit, items, delays, closedOn, suspendedDays, limitationOnUse, confidentiality, conditions, persons
  }

  /// Reads a request; lists that are absent are empty.
  /// - Throws: `DecodingError` naming the member that has another type than it must.
  public init(from decoder: any Decoder) throws {
    let file = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try file.decode(RegisteredRequest.Direction.self, forKey: .direction), reference: try file.decode(String.self, forKey: .reference),
      state: try file.decode(StateCode.self, forKey: .state), kind: try file.decode(CooperationKind.self, forKey: .kind),
      arrivedOn: try file.decode(CalendarDay.self, forKey: .arrivedOn), subject: try file.decode(String.self, forKey: .subject),
      items: try file.decode([Item].self, forKey: .items))
    theirReference = try file.decodeIfPresent(String.self, forKey: .theirReference)
    basis = try file.decodeIfPresent(AppliedBasis.Kind.self, forKey: .basis)
    bases = try file.decodeIfPresent([AppliedBasis.Kind].self, forKey: .bases) ?? []
    offences = try file.decodeIfPresent([Int].self, forKey: .offences) ?? []
    channel = try file.decodeIfPresent(Channel.self, forKey: .channel)
    medium = try file.decodeIfPresent(Arrival.Medium.self, forKey: .medium) ?? .paper
    isDirectContact = try file.decodeIfPresent(Bool.self, forKey: .isDirectContact) ?? false
    unit = try file.decodeIfPresent(String.self, forKey: .unit)
    delays = try file.decodeIfPresent([DelayReason].self, forKey: .delays) ?? []
    closedOn = try file.decodeIfPresent(CalendarDay.self, forKey: .closedOn)
    suspendedDays = try file.decodeIfPresent(Int.self, forKey: .suspendedDays)
    limitationOnUse = try file.decodeIfPresent(String.self, forKey: .limitationOnUse)
    confidentiality = try file.decodeIfPresent(String.self, forKey: .confidentiality)
    conditions = try file.decodeIfPresent([String].self, forKey: .conditions) ?? []
    persons = try file.decodeIfPresent([NamedPerson].self, forKey: .persons) ?? []
  }
}

extension ImportedRequest.NamedPerson {
  enum CodingKeys: String, CodingKey { case kind, name }

  /// Reads a person; a human being unless something else is told.
  /// - Throws: `DecodingError` naming the member that has another type than it must.
  public init(from decoder: any Decoder) throws {
    let file = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try file.decode(String.self, forKey: .name), try file.decodeIfPresent(SubjectDetails.Kind.self, forKey: .kind) ?? .naturalPerson)
  }
}

extension ImportedRequest.Item {
  enum CodingKeys: String, CodingKey { case sought, summary, outcome, grounds, causes, on }

  /// Reads an item; what is absent is empty.
  /// - Throws: `DecodingError` naming the member that has another type than it must.
  public init(from decoder: any Decoder) throws {
    let file = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try file.decode(SoughtAct.self, forKey: .sought), summary: try file.decodeIfPresent(String.self, forKey: .summary) ?? "",
      outcome: try file.decodeIfPresent(Outcome.self, forKey: .outcome),
      grounds: try file.decodeIfPresent([GroundForRefusal].self, forKey: .grounds) ?? [],
      causes: try file.decodeIfPresent([CauseOfRefusal].self, forKey: .causes) ?? [],
      on: try file.decodeIfPresent(CalendarDay.self, forKey: .on))
  }
}
