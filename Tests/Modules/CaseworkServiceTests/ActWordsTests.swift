// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Testing

@testable import CaseworkService

@Suite("Words of acts") struct ActWordsTests {
  @Test("Every act that has a form, in either direction, has its name and what it does in six languages", arguments: Language.allCases)
  func words(language: Language) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    let file = root.appending(path: "Sources/Modules/Casework/Service/Strings/\(language.rawValue).json")
    let words = try JSONDecoder().decode([String: String].self, from: Data(contentsOf: file))
    for code in CaseAct.Code.withForm {
      for part in ["act", "lead"] { #expect(words["casework.\(part).\(code.words)"] != nil, "\(part) \(code.words)") }
    }
  }
}
