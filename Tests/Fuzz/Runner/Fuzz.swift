// SPDX-License-Identifier: Apache-2.0
import Foundation
import FuzzTargets

@_silgen_name("LLVMFuzzerRunDriver")
private func drive(
  _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// The one reader that this process throws bytes at.
private let chosen = FuzzTarget.all.first { CommandLine.arguments.count > 1 && $0.name == CommandLine.arguments[1] }

/// Throws bytes at one reader: `comity-fuzz NAME [options of libFuzzer] [folders]`; without a name it tells them, `seeds` writes what is known
/// to be well-formed into the corpora.
@main struct Fuzz {
  static func main() throws {
    guard CommandLine.arguments.count > 1 else {
      for target in FuzzTarget.all { print(target.name) }
      return
    }
    if CommandLine.arguments[1] == "seeds" { return try writeSeeds() }
    guard chosen != nil else { fatalError("There is no such reader.") }
    var count = CommandLine.argc - 1
    var arguments = CommandLine.unsafeArgv.advanced(by: 1)
    // What libFuzzer starts again for a merge, through a shell, is this program for the same reader.
    arguments[0] = strdup("\(CommandLine.arguments[0]) \(CommandLine.arguments[1])")
    exit(
      drive(&count, &arguments) { bytes, length in
        do {
          _ = try chosen?.check(bytes.map { Data(bytes: $0, count: length) } ?? Data())
        } catch {
          fatalError("\(error)")
        }
        return 0
      })
  }

  private static func writeSeeds() throws {
    for target in FuzzTarget.all {
      try FileManager.default.createDirectory(at: target.corpus, withIntermediateDirectories: true)
      for (number, seed) in try target.seeds().enumerated() { try seed.write(to: target.corpus.appending(path: "seed-\(number)")) }
    }
  }
}
