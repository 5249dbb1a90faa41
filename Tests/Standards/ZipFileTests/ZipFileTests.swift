// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestKit
import Testing

@testable import ZipFile

@Suite("ZIP archives") struct ZipFileTests {
  @Test("The check sum is the one that the standard gives for the nine digits")
  func checkSum() { #expect(CRC32.of(Data("123456789".utf8)) == 0xCBF4_3926) }

  @Test("Python's own reader finds every name and every byte, also in Chinese and Arabic, and no error")
  func python() async throws {
    var archive = ZipFile()
    let files = [
      ("zh/会议.html", "第七次"), ("ar/اجتماع.html", "الاجتماع"), ("empty.txt", ""), ("long.txt", String(repeating: "x", count: 70_000)),
    ]
    for (name, text) in files { try archive.add(name, Data(text.utf8)) }
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).zip")
    try archive.data.write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let program = """
      import json, sys, zipfile
      z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None
      print(json.dumps([[i.filename, z.read(i).decode()] for i in z.infolist()]))
      """
    let printed = try await RanProgram("/usr/bin/python3", ["-c", program, file.path]).out
    let read = try JSONDecoder().decode([[String]].self, from: printed)
    #expect(read == files.map { [$0.0, $0.1] })
  }

  @Test("The same entries give the same bytes")
  func same() throws {
    func made() throws -> Data {
      var archive = ZipFile()
      try archive.add("a", Data("1".utf8))
      return archive.data
    }
    #expect(try made() == made())
  }

  @Test(
    "A name that leads out of the archive or stands there twice is refused", arguments: ["", "/a", "../a", "a/../b", "a//b", "a\\b", "a/"])
  func names(name: String) throws {
    var archive = ZipFile()
    #expect(throws: ZipFile.Fault.badName(name)) { try archive.add(name, Data()) }
    try archive.add("b", Data())
    #expect(throws: ZipFile.Fault.nameTwice("b")) { try archive.add("b", Data()) }
  }
}
