// SPDX-License-Identifier: Apache-2.0
import DirectoryService
import Foundation
import Kernel
public import Localisation
import NIOCore
import Storage

extension Node {
  /// What a command tells about an error: never the names of the program's own types.
  public static func explanation(of error: any Error, in words: Words) -> String {
    let problem = problem(for: error)
    let said = words.problem(problem)
    return ([said.title, said.detail] + places(in: error, words) + [said.action]).joined(separator: "\n")
  }

  /// The problem that stands for an error of a driver, of the system or of a file.
  static func problem(for error: any Error) -> any Problem {
    switch error {
    case let problem as any Problem: problem
    case let error as DatabaseUnavailable: NodeProblem.databaseUnavailable(reason: error.reason)
    case is DatabaseFull: NodeProblem.diskFull
    case MigrationRefused.unknown(let module, _): NodeProblem.newerDatabase(module: module)
    case MigrationRefused.edited(let module, _): NodeProblem.differentTables(module: module)
    case is MigrationRefused, is CannotReadWords: NodeProblem.damagedInstallation
    case let error as CocoaError: problem(for: error)
    default: NodeProblem.defect
    }
  }

  private static func problem(for error: CocoaError) -> NodeProblem {
    let path = error.filePath ?? error.url?.path ?? ""
    // Foundation keeps one range of codes for reading and one for writing; 4 is a folder that is missing on the way to write.
    switch error.code.rawValue {
    case 256..<512: return .unreadableFile(path: path)
    case 4, 512..<768: return .unwritableFile(path: path)
    default: return .defect
    }
  }

  /// What is wrong in a file, one line each.
  ///
  /// `states.yaml:3:5 persons[0].name: No such member is known here.`
  private static func places(in error: any Error, _ words: Words) -> [String] {
    guard case CannotReadFile.refused(let file, let faults) = error else { return [] }
    return faults.map { fault in
      "\(file):\(fault.line):\(fault.column) \(fault.field.isEmpty ? "" : "\(fault.field): ")\(fault.said(in: words))"
    }
  }

  /// The problem of an address at which the node cannot listen; `nil` for every other error.
  static func listening(_ error: any Error, at address: String) -> NodeProblem? {
    guard let error = error as? IOError else { return nil }
    switch error.errnoCode {
    case EADDRINUSE: return .addressTaken(address: address)
    case EACCES, EADDRNOTAVAIL: return .addressRefused(address: address)
    default: return nil
    }
  }
}
