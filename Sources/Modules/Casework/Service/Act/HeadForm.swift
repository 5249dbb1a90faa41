// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Foundation
import Kernel
import Web
import WritingRules

/// The fields in which a legal basis is named: the one that governs first, then two more.
enum BasisForm {
  static let names = ["basis", "basis2", "basis3"]
  static let titles = ["title", "title2", "title3"]
  private static let kinds = AppliedBasis.Kind.allCases.map(\.rawValue)

  /// The fields of an act's form.
  static let fields: [ActField] =
    zip(names, titles).enumerated().flatMap { place, pair in
      [
        ActField(pair.0, .choice(kinds, words: "casework.basis"), isRequired: place == 0),
        .line(pair.1, isRequired: false),
      ]
    } + [ActField("elects", .tick, isRequired: false)]

  /// What stands in them for a basis.
  static func preset(_ basis: AppliedBasis) -> [(String, String)] {
    let named = zip(zip(names, titles), basis.all).flatMap { pair, one in [(pair.0, one.kind.rawValue), (pair.1, one.title ?? "")] }
    return named + (basis.electsParagraphs9To29 ? [("elects", "yes")] : [])
  }

  /// The basis of a form; `nil` when none is named.
  static func read(_ input: inout ActInput) -> AppliedBasis? {
    guard names.contains(where: { input.form[$0] != nil }) else { return nil }
    let named: [AppliedBasis.Named] = zip(names, titles).compactMap { name, title in
      guard input.form[name] != nil || name == names[0] else { return nil }
      let kind = input.choice(name, AppliedBasis.Kind.convention)
      let text = input.optionalText(title)
      if kind.needsTitle, text == nil { input.refuse(title, "casework.missing") }
      return .init(kind, title: kind.needsTitle ? text : nil)
    }
    let basis = AppliedBasis(
      primary: named[0], besides: Array(named.dropFirst()), electsParagraphs9To29: input.tick("elects"))
    do { try basis.check() } catch CannotCorrect.noTreatyToReplace {
      input.refuse("elects", "casework.basis-no-treaty-to-replace")
    } catch CannotCorrect.electionWithoutConvention {
      input.refuse("elects", "casework.basis-election-without-convention")
    } catch CannotCorrect.basisTwice {
      input.refuse("basis2", "casework.basis-twice")
    } catch {}
    return basis
  }
}

/// The fields in which the head of a request is put right.
enum HeadForm {
  static let fields: [ActField] = [
    .line("reference"), .line("theirReference", isRequired: false), .area("otherReferences", isRequired: false),
    ActField("otherState", .state), .line("otherAuthority", isRequired: false),
    ActField("kind", .choice(CooperationKind.allCases.map(\.rawValue), words: "casework.kind")), .line("subject"),
    ActField("offences", .offences, isRequired: false), .day("arrivedOn"),
    ActField("medium", .choice(Arrival.Medium.allCases.map(\.rawValue), words: "casework.medium")),
    ActField("channel", .choice(Channel.allCases.map(\.rawValue), words: "content.channel"), isRequired: false),
    ActField("isDirectContact", .tick, isRequired: false),
    ActField("urgency", .choice(Urgency.Ground.allCases.map(\.rawValue), words: "content.urgencyGround"), isRequired: false),
    .day("deadlineOn", isRequired: false), .area("urgencyReason", isRequired: false), ActField("confidential", .tick, isRequired: false),
    .area("confidentialReason", isRequired: false), .area("reason"), .on,
  ]

  /// What stands in them.
  static func preset(_ fields: HeadFields) -> [(String, String)] {
    var pairs: [(String, String)] = [
      ("reference", fields.reference), ("theirReference", fields.theirReference ?? ""),
      ("otherReferences", fields.otherReferences.joined(separator: "\n")), ("otherState", fields.otherState.code),
      ("otherAuthority", fields.otherAuthority ?? ""), ("kind", fields.kind.rawValue), ("subject", fields.subject),
      ("arrivedOn", fields.arrivedOn.description), ("medium", fields.medium.rawValue), ("channel", fields.channel?.rawValue ?? ""),
      ("unit", fields.unit ?? ""),
    ]
    pairs += fields.offences.map { ("offences", "\($0)") }
    if fields.isDirectContact { pairs.append(("isDirectContact", "yes")) }
    if let urgency = fields.urgency, urgency.isUrgent == true {
      pairs += [
        ("urgency", (urgency.ground ?? .other).rawValue), ("deadlineOn", urgency.deadlineOn?.description ?? ""),
        ("urgencyReason", urgency.reason ?? ""),
      ]
    }
    if let confidentiality = fields.confidentiality, confidentiality.isRequired == true {
      pairs += [("confidential", "yes"), ("confidentialReason", confidentiality.reason ?? "")]
    }
    return pairs
  }

  /// The urgency of a form.
  static func urgency(_ input: inout ActInput) -> Urgency? {
    guard let written = input.form["urgency"] else { return nil }
    guard let ground = Urgency.Ground(rawValue: written) else {
      input.refuse("urgency", "casework.choice-unknown")
      return nil
    }
    let urgency = Urgency(
      isUrgent: true, ground: ground, deadlineOn: input.optionalDay("deadlineOn"), reason: input.optionalText("urgencyReason"))
    if urgency.reason == nil { input.refuse("urgencyReason", "casework.urgency-without-reason") }
    return urgency
  }

  /// What a form says of confidentiality.
  static func confidentiality(_ input: ActInput) -> Confidentiality? {
    input.tick("confidential") ? Confidentiality(isRequired: true, reason: input.optionalText("confidentialReason")) : nil
  }

  static func channel(_ input: inout ActInput) -> Channel? {
    guard input.form["channel"] != nil else { return nil }
    return input.choice("channel", Channel.direct)
  }

  static func state(_ name: String, _ input: inout ActInput) -> StateCode? {
    guard let state = StateCode(input.text(name)) else {
      input.refuse(name, "casework.choice-unknown")
      return nil
    }
    return state
  }

  static func read(_ input: inout ActInput) -> CorrectHead? {
    guard let state = state("otherState", &input) else { return nil }
    var arrival = Arrival(
      medium: input.choice("medium", .paper), on: input.day("arrivedOn"), isDirectContact: input.tick("isDirectContact"))
    arrival.channel = channel(&input)
    var head = RequestHead(
      reference: input.text("reference"), theirReference: input.optionalText("theirReference"), requestingState: state,
      requestedState: state, kind: input.choice("kind", .criminalAssistance), basis: AppliedBasis(primary: .init(.convention)),
      subject: input.text("subject"),
      offences: input.form.all("offences").compactMap { Int($0) }.filter(RegistrationForm.offences.contains),
      arrival: arrival)
    head.otherReferences = input.lines("otherReferences")
    head.otherAuthority = input.optionalText("otherAuthority")
    head.unit = input.optionalText("unit")
    head.urgency = urgency(&input)
    head.confidentiality = confidentiality(input)
    return CorrectHead(HeadFields(head, .incoming), reason: input.text("reason"), on: input.day())
  }
}

extension ChooseBasis {
  /// The choice of a form.
  static func read(_ input: inout ActInput) -> ChooseBasis? {
    if input.form["basis"] == nil { input.refuse("basis", "casework.missing") }
    guard let basis = BasisForm.read(&input) else { return nil }
    return ChooseBasis(basis, reason: input.text("reason"), on: input.day())
  }
}

extension CaseAct.Code {
  /// What stands in the form of an act that changes what is there.
  func preset(_ request: RegisteredRequest) -> [(String, String)] {
    switch self {
    case .incoming(.chooseBasis), .outgoing(.chooseBasis): BasisForm.preset(request.head.basis)
    case .incoming(.correctHead), .outgoing(.correctHead): HeadForm.preset(HeadFields(request.head, request.direction))
    default: []
    }
  }
}

extension Casework {
  /// An act with what the program looks up for it: a corrected State, kind or day of arrival has a basis of its own.
  func prepared(_ act: CaseAct, for request: RegisteredRequest) async throws -> CaseAct {
    switch act {
    case .incoming(.correctHead(let input)): .incoming(.correctHead(try await prepared(input, for: request)))
    case .outgoing(.correctHead(let input)): .outgoing(.correctHead(try await prepared(input, for: request)))
    default: act
    }
  }

  private func prepared(_ input: CorrectHead, for request: RegisteredRequest) async throws -> CorrectHead {
    var input = input
    let before = HeadFields(request.head, request.direction)
    // A form asks for four members of what can have more; the others stay where nothing of the four changed.
    if let old = before.urgency, let new = input.fields.urgency,
      (old.isUrgent, old.ground ?? .other, old.deadlineOn, old.reason) == (new.isUrgent, new.ground ?? .other, new.deadlineOn, new.reason)
    {
      input.fields.urgency = old
    }
    if let old = before.confidentiality, let new = input.fields.confidentiality,
      (old.isRequired, old.reason) == (new.isRequired, new.reason)
    {
      input.fields.confidentiality = old
    }
    // Who deals with it decides who sees it; that is given by assigning alone.
    input.fields.unit = before.unit
    input.resolved = nil
    let after = input.fields
    if (after.otherState, after.kind, after.arrivedOn) != (before.otherState, before.kind, before.arrivedOn) {
      let (from, to) = request.direction == .incoming ? (after.otherState, state) : (state, after.otherState)
      input.resolved = basis(try await directory(), from: from, to: to, kind: after.kind, on: after.arrivedOn)
    }
    return input
  }
}
