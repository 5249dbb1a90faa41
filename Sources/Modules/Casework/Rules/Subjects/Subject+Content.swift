// SPDX-License-Identifier: Apache-2.0
import Foundation
public import Kernel
public import WritingRules

/// The subjects that a written request names, each with the items that concern it.
public struct NamedSubject: Sendable {
  /// The copy for the register.
  public let subject: Subject
  /// The items.
  public let items: Set<String>
}

extension Subject {
  /// Reads the persons, entities, accounts and assets that a written request names as structured data.
  /// - Source: UNCAC 46(15)(d), 46(15)(e)
  public static func named(in content: RequestContent, of request: ID<RegisteredRequest>, on day: CalendarDay) -> [NamedSubject] {
    func made(_ details: SubjectDetails, _ items: Set<String>) -> NamedSubject {
      NamedSubject(subject: Subject(id: ID(), request: request, details: details, recordedOn: day), items: items)
    }
    var found: [NamedSubject] = content.persons.compactMap { person in
      SubjectDetails(person).map { details in made(details, Set(content.items.filter { $0.persons?.contains(person.id) == true }.map(\.id)))
      }
    }
    // The kinds that are no assistance have one item of their own.
    if let concerned = content.person.flatMap({ SubjectDetails($0, in: content.kind) }) {
      found.append(made(concerned, content.kind == .assistance ? [] : ["i1"]))
    }
    for item in content.items { found += SubjectDetails.held(item.measure).map { made($0, [item.id]) } }
    return found
  }
}

extension SubjectDetails {
  /// A person of a written request; `nil` while the name is missing.
  fileprivate init?(_ person: Person) {
    guard let name = person.name, FoldedText.name(name) != nil else { return nil }
    self.init(person.kind == .legal ? .legalEntity : .naturalPerson, names: [SubjectName(name)])
    names += (person.aliases ?? []).map { SubjectName($0, .alias) }
    roles = person.role.map { [Role($0)] } ?? []
    bornOn = person.bornOn
    birthplace = person.birthplace
    nationalities = person.nationality.map { [$0] } ?? []
    identifiers = person.identifier.map { [SubjectIdentifier(.other, $0)] } ?? []
    location = person.location
    remarks = person.remarks
  }

  /// The person whose surrender or transfer is asked for; `nil` while the name is missing.
  fileprivate init?(_ person: PersonConcerned, in kind: RequestKind) {
    guard let name = person.name, FoldedText.name(name) != nil else { return nil }
    self.init(.naturalPerson, names: [SubjectName(name)])
    names += (person.aliases ?? []).map { SubjectName($0, .alias) }
    roles = [kind == .transferOfSentencedPerson ? .transferredPerson : .personSought]
    bornOn = person.dateOfBirth
    birthplace = person.placeOfBirth
    nationalities = person.nationality.map { [$0] } ?? []
    identifiers = person.identifier.map { [SubjectIdentifier(.other, $0)] } ?? []
    location = person.location
    remarks = person.remarks
  }

  /// The accounts and the property that a measure names.
  fileprivate static func held(_ measure: MeasureDetails) -> [SubjectDetails] {
    switch measure {
    case .bankRecords(let records):
      // The field takes free text: what has digits and is short enough for a number is one, the rest stays in the request's own words.
      let numbers = (records.accounts ?? "").split { ",;\n".contains($0) }.map { $0.trimmingCharacters(in: .whitespaces) }
        .filter { $0.count <= 42 && $0.contains(where: \.isNumber) && FoldedText.identifier($0) != nil }
      return numbers.map {
        SubjectDetails(.bankAccount, identifiers: [SubjectIdentifier(.accountNumber, $0, institution: records.institution)])
      }
    case .freezing(let property), .traceProperty(let property), .freezeForConfiscation(let property),
      .obtainConfiscationOrder(let property):
      guard let text = property.property, let line = text.split(separator: "\n").first, FoldedText.name(String(line)) != nil else {
        return []
      }
      var details = SubjectDetails(.otherAsset, names: [SubjectName(String(line.prefix(200)))])
      details.location = property.location
      details.remarks = text.count > line.count || line.count > 200 ? text : nil
      return [details]
    default: return []
    }
  }
}

extension SubjectDetails.Role {
  /// The role of a person in a written request.
  fileprivate init(_ role: Person.Role) {
    switch role {
    case .suspect: self = .suspect
    case .accused: self = .accused
    case .convicted: self = .convicted
    case .witness: self = .witness
    case .expert: self = .expert
    case .victim: self = .victim
    case .holder: self = .holder
    case .thirdParty: self = .thirdParty
    case .party: self = .party
    }
  }
}
