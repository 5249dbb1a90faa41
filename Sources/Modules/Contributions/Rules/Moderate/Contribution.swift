// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What a State says in answer to a call.
/// - Source: practice (contributions of States to expert meetings)
public struct Contribution: Codable, Hashable, Sendable {
  /// What it tells.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// Experience with a way of doing things.
    case experience
    /// A practice that others may follow.
    case goodPractice
    /// Something that stands in the way.
    case challenge
    /// A case that was closed.
    case caseExample
  }

  /// How it came.
  public enum Origin: String, Codable, Hashable, Sendable, CaseIterable {
    /// A delegate of the State wrote it here.
    case delegate
    /// An officer entered it from a letter.
    case letter
    /// An officer entered it from an e-mail.
    case mail
  }

  /// Where it stands.
  public enum Stage: String, Codable, Hashable, Sendable, CaseIterable {
    /// Being written.
    case draft
    /// Given in; nobody has looked at it.
    case submitted
    /// Back with the State, with a remark.
    case askedBack
    /// One officer has looked at it; another one publishes it.
    case cleared
    /// Published.
    case published
    /// Taken, not for publication.
    case kept
    /// Put aside, with a reason.
    case putAside
    /// Withdrawn by the State.
    case withdrawn
  }

  /// A file that belongs to it.
  public struct Attachment: Codable, Hashable, Sendable {
    /// The SHA-256 digest of the content in hexadecimal.
    public let sha256: String
    /// What it is called where it comes from.
    public let name: String
    /// Its length in bytes.
    public let size: Int

    /// Describes a file.
    public init(sha256: String, name: String, size: Int) {
      self.sha256 = sha256
      self.name = name
      self.size = size
    }
  }

  /// A translation that is not the State's.
  public struct Translation: Codable, Hashable, Sendable {
    /// The title.
    public var title: String
    /// The answers, one a question.
    public var answers: [String]
    /// When it was last changed.
    public var on: CalendarDay
  }

  /// One thing that was done with it.
  public struct Step: Codable, Hashable, Sendable {
    /// What was done.
    public let act: String
    /// When.
    public let on: CalendarDay
    /// What was said with it.
    public let remark: String?
  }

  /// The identifier.
  public let id: ID<Contribution>
  /// The call that it answers.
  public let call: ID<CallForContributions>
  /// What it is about: the themes of the call when it was begun.
  public let themes: [Theme]
  /// The State from which it comes.
  public let state: StateCode
  /// How it came.
  public let origin: Origin
  /// What it tells.
  public var kind: Kind
  /// Its title, in its language.
  public var title: String
  /// Its language.
  public var language: Language
  /// Who may read it: what the State has agreed to.
  public var consent: Audience
  /// The answers in the order of the questions; empty where nothing is said.
  public var answers: [String]
  /// Its files.
  public var files: [Attachment]
  /// Where it stands.
  public var stage: Stage
  /// What was done with it.
  public var history: [Step]
  /// Unofficial translations.
  public var translations: [String: Translation]
  /// The account of the officer who looked at it first.
  public var clearedBy: String?

  /// Begins a contribution to a call.
  /// - Throws: ``CannotContribute/callNotOpen``.
  public init(
    id: ID<Contribution>, to call: CallForContributions, from state: StateCode, origin: Origin, language: Language, on day: CalendarDay
  ) throws(CannotContribute) {
    // A letter may have come in time and be entered after the call was closed.
    guard call.takesContributions(on: day) || (origin != .delegate && call.stage == .closed) else { throw .callNotOpen }
    self.id = id
    self.call = call.id
    themes = call.themes
    self.state = state
    self.origin = origin
    self.language = language
    kind = .experience
    title = ""
    // Nothing is published that nobody has agreed to.
    consent = .secretariat
    answers = Array(repeating: "", count: call.questions.count)
    files = []
    stage = .draft
    history = []
    translations = [:]
  }

  /// Whether everybody may read it.
  public var isPublic: Bool { stage == .published && consent == .everybody }

  /// Whether delegates of other States may read it.
  public var isForAuthorities: Bool { isPublic || (stage == .kept && consent == .authorities) }

  /// Whether the State may change its text now.
  public var isBeingWritten: Bool { stage == .draft || stage == .askedBack }

  /// Whether the State has answered with it.
  public var isAnswer: Bool { [.submitted, .cleared, .published, .kept].contains(stage) }

  /// The day on which it was last given in.
  public var submittedOn: CalendarDay? { history.last { $0.act == Act.submit.rawValue }?.on }

  /// The last remark that was made about it.
  public var remark: String? { history.last { $0.remark != nil }?.remark }

  /// The languages of its unofficial translations.
  public var translatedInto: [Language] { Language.allCases.filter { translations[$0.rawValue] != nil } }
}

extension Contribution {
  /// Its fields, for a number of questions.
  public static func form(questions: Int) -> [EntryField] {
    [
      EntryField("kind", .choice(Kind.allCases.map(\.rawValue), words: "kind"), isRequired: true),
      EntryField("language", .language, isRequired: true), EntryField("title", .line),
    ] + (0..<questions).map { EntryField("answer\($0 + 1)", .area) } + [
      EntryField("consent", .choice(Audience.allCases.map(\.rawValue), words: "consent"), isRequired: true)
    ]
  }

  /// The contribution as its form has it.
  public var fields: EntryFields {
    var fields = EntryFields()
    fields["kind"] = kind.rawValue
    fields["language"] = language.rawValue
    fields["title"] = title
    fields["consent"] = consent.rawValue
    for (place, answer) in answers.enumerated() { fields["answer\(place + 1)"] = answer }
    return fields
  }

  /// The contribution with what was written; a draft may have gaps.
  /// - Throws: ``CannotContribute/otherStage`` when it is given in, ``CannotContribute/wrongFields(_:)``.
  public func written(_ fields: EntryFields, on day: CalendarDay) throws(CannotContribute) -> Contribution {
    guard isBeingWritten else { throw .otherStage }
    let reading = FieldReading(fields, Self.form(questions: answers.count), in: EntrySurroundings(today: day))
    try reading.finish()
    var next = self
    next.kind = Kind(rawValue: fields["kind"]) ?? kind
    next.language = Language(rawValue: fields["language"]) ?? language
    next.title = fields["title"]
    next.consent = Audience(rawValue: fields["consent"]) ?? consent
    next.answers = answers.indices.map { fields["answer\($0 + 1)"] }
    return next
  }

  /// The contribution with an unofficial translation; one without words takes the translation out.
  /// - Throws: ``CannotContribute/otherStage`` while the State writes, ``CannotContribute/wrongFields(_:)``.
  public func translated(into language: Language, title: String, answers: [String], on day: CalendarDay) throws(CannotContribute)
    -> Contribution
  {
    guard !isBeingWritten, stage != .withdrawn, language != self.language else { throw .otherStage }
    var next = self
    if title.isEmpty, answers.allSatisfy(\.isEmpty) {
      next.translations[language.rawValue] = nil
      return next
    }
    guard !title.isEmpty else { throw .wrongFields([FieldProblem(field: "title", code: EntryFault.missing.code)]) }
    guard title.unicodeScalars.count <= FieldReading.lineLimit, answers.allSatisfy({ $0.unicodeScalars.count <= FieldReading.areaLimit })
    else {
      throw .wrongFields([FieldProblem(field: "title", code: EntryFault.tooLong.code)])
    }
    next.translations[language.rawValue] = Translation(title: title, answers: answers, on: day)
    return next
  }

  /// How many files a contribution may have.
  public static let fileLimit = 10

  /// The contribution with a file more.
  /// - Throws: ``CannotContribute/otherStage``.
  public func attaching(_ file: Attachment) throws(CannotContribute) -> Contribution {
    guard isBeingWritten, files.count < Self.fileLimit else { throw .otherStage }
    var next = self
    next.files = files.filter { $0.sha256 != file.sha256 } + [file]
    return next
  }

  /// The contribution without a file.
  /// - Throws: ``CannotContribute/otherStage``.
  public func detaching(_ sha256: String) throws(CannotContribute) -> Contribution {
    guard isBeingWritten, files.contains(where: { $0.sha256 == sha256 }) else { throw .otherStage }
    var next = self
    next.files.removeAll { $0.sha256 == sha256 }
    return next
  }
}
