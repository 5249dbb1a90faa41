// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What can go wrong before a module is asked.
public enum WebProblem: Problem, Equatable {
  /// Nothing has this address, or the officer may not know of it.
  case notFound
  /// Nobody is signed in, or the sign-in has ended. The officer signs in again; a refused form keeps what was typed.
  case signInNeeded
  /// The officer's roles do not include this act.
  case notPermitted
  /// The officer's roles need a second factor that is not set up; the page of the refusal leads there.
  case secondFactorDue
  /// The form was not sent from a page that this node gave to this browser. The officer loads the page again.
  case foreignForm
  /// What was sent is not a form.
  case unreadableForm
  /// What was sent is too large.
  case tooLarge(limit: Int)
  /// The disk did not take a file that was sent. The officer sends it again later; whoever runs the node looks at the disk.
  case fileNotStored
  /// The disk has no room for a file that was to be sent, or its reserve would be touched.
  case noRoom
  /// The disk is full, or nearly: nothing new is taken, and what is there can be read. Whoever runs the node makes room.
  case diskFull
  /// A file is longer than what its case, or whatever it belongs to, may still keep.
  case overQuota(left: Int)
  /// A file that should be text is not.
  case fileNotText
  /// The address exists but not for this method.
  case wrongMethod
  /// A value of the query is not as the description of the address says, or stands there twice; each is named.
  case queryRefused([FieldProblem])
  /// The database does not answer. The officer tries again after a while; a form is shown again with what was typed.
  case unavailable
  /// Something broke in the program; the log has the reference.
  case defect(reference: String)

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .notFound: "web.not-found"
    case .signInNeeded: "web.sign-in-needed"
    case .notPermitted: "web.not-permitted"
    case .secondFactorDue: "web.second-factor-due"
    case .foreignForm: "web.foreign-form"
    case .unreadableForm: "web.unreadable-form"
    case .tooLarge: "web.too-large"
    case .fileNotStored: "web.file-not-stored"
    case .noRoom: "web.no-room"
    case .diskFull: "web.disk-full"
    case .overQuota: "web.over-quota"
    case .fileNotText: "web.file-not-text"
    case .wrongMethod: "web.wrong-method"
    case .queryRefused: "web.query-refused"
    case .unavailable: "web.unavailable"
    case .defect: "web.defect"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .notFound, .wrongMethod: .missing
    case .signInNeeded: .unauthenticated
    case .notPermitted, .secondFactorDue, .foreignForm: .forbidden
    case .unreadableForm, .tooLarge, .overQuota, .fileNotText, .queryRefused: .invalid
    case .fileNotStored, .noRoom, .diskFull, .unavailable, .defect: .unavailable
    }
  }

  /// The limit in MiB, or the log's reference.
  public var details: [String: String] {
    switch self {
    case .tooLarge(let limit): ["limit": "\(max(1, limit >> 20))"]
    case .overQuota(let left): ["limit": "\(left >> 20)"]
    case .defect(let reference): ["reference": reference]
    default: [:]
    }
  }

  /// The values of the query that are refused.
  public var fields: [FieldProblem] { if case .queryRefused(let fields) = self { fields } else { [] } }

  /// One of each, for the test that every code has its words.
  public static let examples: [WebProblem] = [
    .notFound, .signInNeeded, .notPermitted, .secondFactorDue, .foreignForm, .unreadableForm, .tooLarge(limit: 1 << 20),
    .fileNotStored, .noRoom, .diskFull, .overQuota(left: 1 << 20), .fileNotText, .wrongMethod,
    .queryRefused(QueryFault.allCases.map { $0.at("name") }), .unavailable, .defect(reference: "0000"),
  ]
}
