// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Kernel
import Localisation

/// Something that belongs to a request and has a life of its own: received material, a track, a task.
///
/// Each is a row of ``CaseStore``, sealed under the key of its case.
protocol CaseRecord: Codable, Sendable {
  /// What kind it is; the store keeps kinds apart by it.
  static var recordKind: CaseRecordKind { get }
  /// The identifier.
  var id: ID<Self> { get }
  /// The request that it belongs to.
  var request: ID<RegisteredRequest> { get }
  /// The compartment that it is kept in; `nil` for what everybody may see who may see the case.
  var compartment: Compartment? { get }
  /// What waits to be done with it, by when and by whom; `nil` when nothing does.
  var task: CaseRecordTask? { get }
  /// What it is called where a case is told as a whole.
  func title(_ words: Words) -> String
  /// What it says, as named values, where a case is told as a whole.
  func lines(_ words: Words) -> [CaseRecordLine]
}

extension CaseRecord {
  var compartment: Compartment? { nil }
  var task: CaseRecordTask? { nil }
}

/// The kinds of records; a new one is a case here and a type that conforms to ``CaseRecord``.
enum CaseRecordKind: String, CaseIterable, Sendable {
  case material
  case retention
  case guardedNote
  case executionTask
  case file
  case subject
  case translation
  case safeConduct, transferredPerson, property, directRecovery, extradition, parallelInvestigations, undertaking
  case consentToUse
  case message

  /// The type that the kind is read as.
  var type: any CaseRecord.Type {
    switch self {
    case .material: ReceivedMaterial.self
    case .retention: CaseRetention.self
    case .guardedNote: GuardedNote.self
    case .executionTask: ExecutionTask.self
    case .file: CaseFile.self
    case .subject: Subject.self
    case .translation: TranslationTask.self
    case .safeConduct: Track<SafeConduct>.self
    case .transferredPerson: Track<TransferredPerson>.self
    case .property: Track<PropertyLedger>.self
    case .directRecovery: Track<DirectRecovery>.self
    case .extradition: Track<ExtraditionTrack>.self
    case .parallelInvestigations: Track<ParallelInvestigations>.self
    case .undertaking: Track<Undertaking>.self
    case .consentToUse: Track<ConsentToUse>.self
    case .message: CaseMessage.self
    }
  }
}

/// What waits to be done with a record.
struct CaseRecordTask: Hashable, Sendable {
  /// The day by which; `nil` when none is set.
  var dueOn: CalendarDay?
  /// The officer whose task it is; `nil` for whoever deals with the case.
  var assignee: String?
}

/// One named value of a record.
struct CaseRecordLine: Hashable, Sendable {
  /// The name in the language of the reader.
  let label: String
  /// The value, in words of the program or as it was typed.
  let value: String
  /// Whether somebody typed it, in whatever language.
  var isTyped = false
}
