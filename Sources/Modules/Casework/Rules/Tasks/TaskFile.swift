// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Something that an executing authority puts to its task: what it executed, as a document, with an object that goes with it or without.
///
/// It becomes a ``CaseFile`` under the same identifier once the central authority takes the report over.
/// - Source: UNCAC 46(17); practice (evidence lists of central authorities)
public struct TaskFile: Codable, Hashable, Sendable {
  /// The identifier, which the file of the case keeps.
  public let id: ID<CaseFile>
  /// What it is called; case data.
  public let title: String
  /// The content.
  public let content: CaseFile.Content
  /// In which form it is.
  public let form: CaseFile.Form
  /// The object that goes with it, in words; `nil` for none.
  public let object: String?
  /// The state that the object is in, and its seal.
  public let condition: String?
  /// The day on which it was put to the task.
  public let on: CalendarDay

  /// Describes a file.
  public init(
    id: ID<CaseFile>, title: String, content: CaseFile.Content, form: CaseFile.Form, object: String? = nil, condition: String? = nil,
    on day: CalendarDay
  ) {
    self.id = id
    self.title = title
    self.content = content
    self.form = form
    self.object = object
    self.condition = condition
    self.on = day
  }
}

/// How the central authority takes a report over.
public struct TakeReport: Hashable, Sendable {
  /// Who keeps the objects that came with it.
  public var keptBy: String
  /// Where they stand.
  public var place: String

  /// Names who keeps the objects, and where; nothing where none came.
  public init(keptBy: String = "", place: String = "") {
    self.keptBy = keptBy
    self.place = place
  }
}

extension ExecutionTask {
  /// How many files a task can have.
  public static let mostFiles = 200

  /// The files that the executing authority put to it, in order.
  public var attached: [TaskFile] { files ?? [] }

  /// Whether an object came with it, for which somebody must be named who keeps it.
  public var hasObjects: Bool { attached.contains { $0.object != nil } }

  /// One of its files.
  /// - Throws: ``CannotGiveTask/noSuchFile``.
  public func file(_ id: ID<CaseFile>) throws(CannotGiveTask) -> TaskFile {
    guard let file = attached.first(where: { $0.id == id }) else { throw .noSuchFile }
    return file
  }

  /// Puts a file to the task.
  ///
  /// Only the files of the task itself are looked at: what else the case has is not told to the executing authority.
  /// - Throws: ``CannotGiveTask``; ``CannotFile/alreadyThere``; ``CannotAct/missing(field:)``.
  public func attaching(_ file: TaskFile) throws -> (task: ExecutionTask, events: [CaseEvent]) {
    guard case .given = standing else { throw CannotGiveTask.notOpen }
    try required(file.title, field: "title")
    if file.object == nil, file.condition != nil { throw CannotAct.missing(field: "object") }
    guard attached.count < Self.mostFiles else { throw CannotGiveTask.tooManyFiles }
    guard !attached.contains(where: { $0.content.sha256 == file.content.sha256 }) else { throw CannotFile.alreadyThere }
    var task = self
    task.files = attached + [file]
    return (
      task,
      [
        CaseEvent(.taskFileAdded, ["file": .code(file.id.description), "on": .day(file.on), "hasObject": .flag(file.object != nil)])
      ]
    )
  }

  /// Takes a file away again, as long as it was not reported with.
  /// - Throws: ``CannotGiveTask``.
  public func detaching(_ id: ID<CaseFile>) throws(CannotGiveTask) -> (task: ExecutionTask, events: [CaseEvent]) {
    guard case .given = standing else { throw .notOpen }
    _ = try file(id)
    var task = self
    task.files = attached.filter { $0.id != id }
    return (task, [CaseEvent(.taskFileRemoved, ["file": .code(id.description)])])
  }

  /// That somebody read one of its files.
  public static func reading(_ id: ID<CaseFile>) -> CaseEvent { CaseEvent(.taskFileRead, ["file": .code(id.description)]) }
}

extension IncomingRequest {
  /// The files of the case that those of a task become: given by the executing authority, with the chain of custody of each object begun.
  ///
  /// A content that the case has already is there once, under the file that it has.
  /// - Throws: ``CannotFile``; ``CannotAct``.
  func filing(
    _ task: ExecutionTask, _ input: TakeReport, among files: [CaseFile], _ acting: Acting
  ) throws -> (files: [CaseFile], events: [CaseEvent]) {
    var (taken, events): ([CaseFile], [CaseEvent]) = ([], [])
    let known = Set(items.map(\.id))
    for file in task.attached {
      let isKnown = files.contains { $0.content?.sha256 == file.content.sha256 }
      // The object that came with a content that is known already is an object of its own.
      if isKnown, file.object == nil { continue }
      var added = AddFile(
        kind: .product, title: file.title, content: isKnown ? nil : file.content, items: task.items.map(\.id).filter(known.contains),
        origin: .init(givenBy: task.authority, on: file.on, form: file.form))
      if let object = file.object {
        added.object = .init(summary: object, keptBy: input.keptBy, place: input.place, condition: file.condition)
      }
      let decision = try RegisteredRequest.incoming(self).adding(added, id: file.id, among: files + taken, acting)
      taken.append(decision.state)
      events += decision.events
    }
    return (taken, events)
  }
}
