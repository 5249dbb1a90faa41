// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Instruments
import Kernel
import Localisation
import Web

extension ExtraditionTrack: TrackBody {
  static var recordKind: CaseRecordKind { .extradition }

  func lines(_ words: Words) -> [CaseRecordLine] {
    var lines: [CaseRecordLine?] = []
    if let arrest {
      lines += [
        words.line("arrestedOn", arrest.arrestedOn), words.line("arrestLastDay", arrest.lastDay),
        words.line("requestArrivedOn", arrest.requestArrivedOn), words.line("releasedOn", arrest.releasedOn),
      ]
    }
    if let submission {
      lines += [
        words.line("submission", said: words("casework.submission.\(submission.standing.rawValue)")),
        words.line("nationalRefusedOn", submission.refusedOn), words.line("submissionRequestedOn", submission.requestedOn),
        words.line("submittedOn", submission.submittedOn), words.typed("ownCase", submission.ownCase),
        words.line("resultToldOn", submission.resultToldOn), words.typed("submissionResult", submission.result),
      ]
    }
    if let surrender = conditionalSurrender {
      lines += [words.line("surrenderedOn", surrender.surrenderedOn), words.line("personReturnedOn", surrender.returnedOn)]
    }
    if let enforcement {
      lines += [
        words.line("isEnforced", said: words(enforcement.isEnforced ? "casework.yesNo.yes" : "casework.yesNo.no")),
        words.line("consideredOn", enforcement.consideredOn), words.typed("reasons", enforcement.reasons),
      ]
    }
    return lines.compactMap { $0 }
  }

  func standing(_ words: Words, on day: CalendarDay) -> [CaseRecordLine] {
    guard let arrest else { return [] }
    let code =
      switch arrest.standing(on: day) {
      case .awaitsRequest: "awaitsRequest"
      case .expired: "expired"
      case .requestArrived: "requestArrived"
      case .released: "released"
      }
    return [words.line("arrest", said: words("casework.arrest.\(code)"))]
  }
}

extension RecordAct {
  private static let arrestFields: [ActField] = [.on, .line("days")]

  static let extraditionActs: [RecordAct] = [arrestActs, submissionActs, surrenderActs].flatMap { $0 }

  private static let arrestActs: [RecordAct] =
    [
      .beginning(
        ExtraditionTrack.self, "recordArrest", .uncac(44, 10), .arrestRecorded, arrestFields,
        when: { TrackKind.extradition.canBegin(for: $0) }
      ) { input in
        let (day, days) = (input.day(), input.number("days"))
        return { _, request, acting in try ExtraditionTrack.arresting(on: day, days: days, for: request, acting) }
      },
      .beginning(
        ExtraditionTrack.self, "beginSubmission", .uncac(44, 11), .submissionBegun, [], when: { hasRefusedNational($0) }
      ) { _ in
        { _, request, _ in try ExtraditionTrack.submitting(for: request) }
      },
      .on(ExtraditionTrack.self, "addArrest", .uncac(44, 10), .arrestRecorded, fields: arrestFields, when: { $0.arrest == nil }) { input in
        let (day, days) = (input.day(), input.number("days"))
        return { track, _, acting in try track.arresting(on: day, days: days, acting) }
      },
      .on(
        ExtraditionTrack.self, "arrestRequestArrived", .uncac(44, 10), .arrestRequestArrived, fields: [.on],
        when: { track in track.arrest.map { $0.requestArrivedOn == nil && $0.releasedOn == nil } ?? false }
      ) { input in
        let day = input.day()
        return { track, _, acting in try track.arriving(on: day, acting) }
      },
      .on(
        ExtraditionTrack.self, "endArrest", .uncac(44, 10), .arrestEnded, fields: [.on],
        when: { track in track.arrest.map { $0.releasedOn == nil } ?? false }
      ) { input in
        let day = input.day()
        return { track, _, acting in try track.releasing(on: day, acting) }
      },
    ]

  private static let submissionActs: [RecordAct] = [
    addingSubmission, advancing(.notRequested, "submissionRequested", .submissionRequested),
    advancing(.toSubmit, "submissionMade", .submissionMade),
    advancing(.resultToTell, "submissionResultTold", .submissionResultTold),
  ]

  private static let addingSubmission = RecordAct.on(
    ExtraditionTrack.self, "addSubmission", .uncac(44, 11), .submissionBegun, fields: [], when: { $0.submission == nil }
  ) { _ in
    { track, request, _ in try track.submitting(for: request) }
  }

  private static func advancing(_ standing: NationalSubmission.Standing, _ name: String, _ event: CaseEvent.Name) -> RecordAct {
    let fields: [ActField] =
      switch standing {
      case .toSubmit: [.line("ownCase"), .on]
      case .resultToTell: [.area("submissionResult"), .on]
      case .notRequested, .done: [.on]
      }
    return .on(
      ExtraditionTrack.self, name, .uncac(44, 11), event, fields: fields, when: { $0.submission?.standing == standing }
    ) { input in
      let own = standing == .toSubmit ? input.text("ownCase") : nil
      let (result, day) = (standing == .resultToTell ? input.text("submissionResult") : nil, input.day())
      return { track, _, acting in
        guard track.submission?.standing == standing else { throw CannotAct.nothingOpen }
        return try track.advancing(on: day, ownCase: own, result: result, acting)
      }
    }
  }

  private static let surrenderActs: [RecordAct] = [
    .on(
      ExtraditionTrack.self, "surrenderOnCondition", .uncac(44, 12), .surrenderedOnCondition, fields: [.on],
      when: { $0.conditionalSurrender == nil }
    ) { input in
      let day = input.day()
      return { track, request, acting in try track.surrendering(on: day, for: request, acting) }
    },
    .on(
      ExtraditionTrack.self, "surrenderedReturned", .uncac(44, 12), .surrenderedReturned, fields: [.on],
      when: { track in track.conditionalSurrender.map { $0.returnedOn == nil } ?? false }
    ) { input in
      let day = input.day()
      return { track, _, acting in try track.returning(on: day, acting) }
    },
    .on(
      ExtraditionTrack.self, "considerEnforcement", .uncac(44, 13), .enforcementConsidered,
      fields: [ActField("isEnforced", .tick, isRequired: false), .area("reasons"), .on], when: { $0.enforcement == nil }
    ) { input in
      let enforcement = SentenceEnforcement(
        consideredOn: input.day(), isEnforced: input.tick("isEnforced"), reasons: input.text("reasons"))
      return { track, _, acting in try track.considering(enforcement, acting) }
    },
  ]

  /// A submission follows the refusal of a national.
  private static func hasRefusedNational(_ request: RegisteredRequest) -> Bool {
    guard case .incoming(let incoming) = request, request.head.kind == .extradition else { return false }
    return incoming.items.contains { if case .refused(let refusal) = $0.stage { refusal.grounds == [.nationality] } else { false } }
  }
}
