// SPDX-License-Identifier: Apache-2.0
import Kernel
import MeetingsRules

extension MeetingFileReader {
  /// The language versions of a document; what the rules refuse is refused where it stands.
  mutating func readExpressions(_ files: [FileExpression], _ path: String) -> [DocumentExpression] {
    let read = files.map { $0.expression }
    for (place, expression) in read.enumerated() {
      var others = read
      others.remove(at: place)
      for fault in expression.faults(beside: others) { refuse("\(path)[\(place)]", fault.expected) }
      for (number, file) in expression.attachments.enumerated() where file.sha256.wholeMatch(of: /[0-9a-f]{64}/) == nil || file.size < 0 {
        refuse("\(path)[\(place)].files[\(number)]", "a SHA-256 digest of 64 hexadecimal digits, and a size from 0")
      }
    }
    return read
  }

  /// How many words a body lets its documents have, by their kinds.
  mutating func readWordLimits(_ limits: [String: Int]?, _ path: String) -> [MeetingDocument.Kind: Int]? {
    guard let limits else { return nil }
    var read: [MeetingDocument.Kind: Int] = [:]
    for (word, limit) in limits.sorted(by: { $0.key < $1.key }) {
      if let kind = MeetingDocument.Kind.allCases.first(where: { FileWord<MeetingDocument.Kind>.snake($0.rawValue) == word }), limit > 0 {
        read[kind] = limit
      } else {
        refuse("\(path).\(word)", "a kind of document with a number of words from 1")
      }
    }
    return read.isEmpty ? nil : read
  }
}

extension FileExpression {
  init(_ expression: DocumentExpression) {
    self.init(
      edition: expression.edition == .original ? nil : expression.edition, language: expression.language,
      submitted: expression.submittedOn, inTranslation: expression.inTranslationFrom, issued: expression.issuedOn,
      words: expression.wordCount, jobNumber: expression.jobNumber,
      files: expression.attachments.isEmpty
        ? nil
        : expression.attachments.map { Attachment(name: $0.name, type: $0.mediaType, size: $0.size, sha256: $0.sha256) })
  }

  var expression: DocumentExpression {
    DocumentExpression(
      edition ?? .original, language, submittedOn: submitted, inTranslationFrom: inTranslation, issuedOn: issued, wordCount: words,
      jobNumber: jobNumber,
      attachments: (files ?? []).map { .init(name: $0.name, mediaType: $0.type, size: $0.size, sha256: $0.sha256) })
  }
}

extension DocumentFault {
  /// What a file should have instead, for whoever writes files.
  fileprivate var expected: String {
    switch self {
    case .languageTwice: "each language once in an edition"
    case .revisionOfNothing: "the edition that is revised, before the revision"
    case .correctionOfNothing: "the language that is corrected"
    case .reissueOfNothing: "the original in this language"
    case .reissueUndated: "issued, the day of the footnote"
    case .daysOutOfOrder: "submitted, in_translation and issued in the order of time"
    case .wordCountUnreadable: "words from 1"
    case .jobNumberUnreadable: "a job number such as V.17-08295 (E)"
    case .jobNumberOfAnotherLanguage: "the letter of this language in the job number"
    default: rawValue
    }
  }
}
