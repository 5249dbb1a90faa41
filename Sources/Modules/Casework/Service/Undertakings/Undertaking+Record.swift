// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Instruments
import Kernel
import Localisation
import Web

extension Undertaking: TrackBody {
  static var recordKind: CaseRecordKind { .undertaking }

  func lines(_ words: Words) -> [CaseRecordLine] {
    let head = [
      words.line("undertakingSubject", said: words("casework.undertakingSubject.\(subject.rawValue)")),
      words.line("giver", said: words("casework.giver.\(giver.rawValue)")), words.typed("givenBy", givenBy),
      words.typed("givenTo", givenTo), words.typed("wording", wording), words.typed("binds", binds),
      items.isEmpty ? nil : words.line("items", said: words.list(items.map(\.rawValue))), words.line("givenOn", on),
      words.line("until", until),
    ].compactMap { $0 }
    guard let end else { return head }
    let said = "\(words("casework.undertakingOutcome.\(end.outcome.rawValue)")) · \(words.date(end.on))"
    return head + [words.line("undertakingOutcome", said: said), words.typed("note", end.note)].compactMap { $0 }
  }
}

extension RecordAct {
  private static let registers = Source.practice("the life of a request in a central authority")

  static let undertakingActs: [RecordAct] = [
    .beginning(
      Undertaking.self, "recordUndertaking", registers, .undertakingRecorded,
      [
        ActField(
          "undertakingSubject",
          .choice(Undertaking.Subject.allCases.filter { $0 != .condition }.map(\.rawValue), words: "casework.undertakingSubject")),
        ActField("giver", .choice(Undertaking.Giver.allCases.map(\.rawValue), words: "casework.giver")),
        .line("givenBy", isRequired: false), .line("givenTo", isRequired: false), .area("wording"), .area("binds", isRequired: false), .on,
        .day("until", isRequired: false),
      ], when: { TrackKind.undertaking.canBegin(for: $0) }
    ) { input in
      let undertaking = Undertaking(
        input.choice("undertakingSubject", .other), by: input.choice("giver", .ours), givenBy: input.optionalText("givenBy"),
        to: input.optionalText("givenTo"), wording: input.text("wording"), binds: input.optionalText("binds"), on: input.day(),
        until: input.optionalDay("until"))
      return { _, request, acting in try undertaking.recording(for: request, acting) }
    },
    .on(
      Undertaking.self, "endUndertaking", registers, .undertakingEnded,
      fields: [
        ActField(
          "undertakingOutcome", .choice(Undertaking.End.Outcome.allCases.map(\.rawValue), words: "casework.undertakingOutcome")),
        .area("note", isRequired: false), .on,
      ], when: { $0.end == nil }
    ) { input in
      let end = Undertaking.End(input.choice("undertakingOutcome", .kept), on: input.day(), note: input.optionalText("note"))
      return { undertaking, _, acting in try undertaking.ending(end, acting) }
    },
  ]
}
