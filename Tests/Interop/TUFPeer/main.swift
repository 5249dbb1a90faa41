// SPDX-License-Identifier: Apache-2.0
// The program's side when its TUF client and publisher meet those of others; run by Tests/Interop/tuf.py.
import Foundation
import TUF

let arguments = Array(CommandLine.arguments.dropFirst())
do {
  switch arguments.first {
  case "client" where arguments.count >= 6: try await Following(Array(arguments.dropFirst())).run()
  case "publish" where arguments.count >= 4: try Publishing(Array(arguments.dropFirst())).run()
  default:
    print("usage: tuf-peer client REPOSITORY STORE ROOT SECONDS stops|warns [PATH...] | publish REPOSITORY SECONDS STEP [...]")
    exit(2)
  }
} catch {
  print("refused \(error)")
  exit(1)
}
