// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The file by which `make stop` and a second start find a demonstration node that is running: its process and its address.
struct RunningMark: Sendable {
  private let file: URL
  private var own: Int32 { ProcessInfo.processInfo.processIdentifier }

  init(in folder: URL) { file = folder.appending(path: "comity.pid") }

  /// The address of another process that is running; `nil` when there is none, or when its mark outlived it.
  var runningElsewhere: String? {
    guard let mark = read(), mark.process != own, kill(mark.process, 0) == 0 else { return nil }
    // Where the system tells which program a process runs, another one that was given the number later is not taken for a node.
    let link = "/proc/\(mark.process)/exe"
    if let program = try? FileManager.default.destinationOfSymbolicLink(atPath: link) {
      guard URL(filePath: program).lastPathComponent.hasPrefix("comity") else { return nil }
    }
    return mark.address
  }

  /// Says that this process is running; called only once it listens.
  func write(address: String) { try? Data("\(own)\n\(address)\n".utf8).write(to: file, options: .atomic) }

  /// Takes the mark away, unless it is another process's.
  func remove() {
    guard read()?.process == own else { return }
    try? FileManager.default.removeItem(at: file)
  }

  private func read() -> (process: Int32, address: String)? {
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return nil }
    let lines = text.split(separator: "\n")
    guard let process = lines.first.flatMap({ Int32($0) }), process > 0 else { return nil }
    return (process, lines.dropFirst().first.map(String.init) ?? "")
  }
}
