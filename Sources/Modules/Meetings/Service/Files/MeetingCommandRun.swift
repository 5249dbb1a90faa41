// SPDX-License-Identifier: Apache-2.0
import Foundation
public import Kernel
public import Localisation
public import MeetingsRules
import StrictJSON

/// Why a command about a meeting stops.
public enum CannotReadMeeting: Problem, Equatable {
  /// The file cannot be opened.
  case noFile(String)
  /// The file is no meeting; each place that is wrong has its line.
  case unreadable(String)
  /// The node has no such meeting.
  case noSuchMeeting(String)

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .noFile: "meetings.no-file"
    case .unreadable: "meetings.unreadable-file"
    case .noSuchMeeting: "meetings.no-such-meeting"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .noFile, .noSuchMeeting: .missing
    case .unreadable: .invalid
    }
  }

  /// The file, the places that are wrong, or the meeting's name.
  public var details: [String: String] {
    switch self {
    case .noFile(let file): ["file": file]
    case .unreadable(let places): ["places": places]
    case .noSuchMeeting(let mark): ["meeting": mark]
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotReadMeeting] = [.noFile("f.yaml"), .unreadable("f.yaml:1:1"), .noSuchMeeting("eg1-7")]
}

/// Meetings in files, without a node.
public enum OfflineMeeting {
  /// Reads a meeting's file: YAML by its ending `.yaml` or `.yml`, JSON otherwise.
  /// - Throws: ``CannotReadMeeting/noFile(_:)``, ``CannotReadMeeting/unreadable(_:)`` with a line for each thing that is wrong.
  public static func open(_ path: String, in words: Words) throws(CannotReadMeeting) -> MeetingDossier {
    guard let data = try? Data(contentsOf: URL(filePath: path)) else { throw .noFile(path) }
    do {
      let (file, tree) = try MeetingFile.read(data, isYAML: path.hasSuffix(".yaml") || path.hasSuffix(".yml"))
      return try file.dossier(tree)
    } catch {
      throw unreadable(error, path, words)
    }
  }

  /// What is wrong with a file, one line for each place.
  static func unreadable(_ error: StrictJSONError, _ path: String, _ words: Words) -> CannotReadMeeting {
    let lines = error.issues.map { issue in
      let said = words("meetings.unreadable.\(issue.reason.rawValue)", ["path": .text(issue.path), "expected": .text(issue.expected)])
      return "\(path):\(issue.position.line):\(issue.position.column): \(said)"
    }
    return .unreadable(lines.joined(separator: "\n"))
  }

  /// The findings of the coverage check as text for people or as JSON for programs.
  /// - Throws: `EncodingError` when they cannot be written as JSON.
  public static func check(_ dossier: MeetingDossier, asJSON: Bool, in words: Words) throws -> String {
    let report = CoverageReport(findings: dossier.coverageFindings, words: words)
    return asJSON ? try report.json() : report.text
  }
}
