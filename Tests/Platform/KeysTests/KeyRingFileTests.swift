// SPDX-License-Identifier: Apache-2.0
import Age
import Crypto
import Foundation
import Keys
import TestKit
import Testing

@Suite("The file of key-encryption keys") struct KeyRingFileTests {
  private let start = Date(timeIntervalSince1970: 1_800_000_000)
  private let key = SymmetricKey(size: .bits256)

  @Test("It is made once, for the node's user alone, and every process that shares it unwraps what another wrapped")
  func made() async throws {
    try await withTemporaryFolder { folder in
      let file = folder.appending(path: "keys/keys.ring")
      let first = try KeyRingFile(file, at: start)
      let second = try KeyRingFile(file, at: start)
      let wrapped = try await first.wrap(key)
      #expect(wrapped.bytes.count == 40 && wrapped.kid.count == 16)
      #expect(try await second.unwrap(wrapped) == key)
      let rights = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
      #expect(rights == 0o600)
      try await first.addKey(at: start)
      #expect(try await second.current() == first.current())
      #expect(try await second.current() != wrapped.kid)
      #expect(try await second.unwrap(wrapped) == key)
    }
  }

  @Test("Under a passphrase it is an age file, which another passphrase or none does not open")
  func passphrase() async throws {
    try await withTemporaryFolder { folder in
      let file = folder.appending(path: "keys.ring")
      let wrapped = try await KeyRingFile(file, passphrase: "correct horse", work: 10, at: start).wrap(key)
      let text = try AgeOpener.open(Data(contentsOf: file), .passphrase("correct horse"))
      #expect(String(decoding: text, as: UTF8.self).hasPrefix("comity key-encryption keys 1\n\(wrapped.kid) 2027-01-15T08:00:00Z "))
      #expect(try await KeyRingFile(file, passphrase: "correct horse", at: start).unwrap(wrapped) == key)
      #expect(throws: KeyProblem.storeUnreadable) { try KeyRingFile(file, passphrase: "wrong", at: start) }
      #expect(throws: KeyProblem.storeUnreadable) { try KeyRingFile(file, at: start) }
    }
  }

  @Test("A file that others can read, that is damaged or that is not there is refused")
  func refused() async throws {
    try await withTemporaryFolder { folder in
      let file = folder.appending(path: "keys.ring")
      _ = try KeyRingFile(file, at: start)
      let sound = try String(contentsOf: file, encoding: .utf8)
      let rights: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
      for text in [
        "", sound + "\n", String(sound.dropLast()), sound.replacing("keys 1", with: "keys 2"), String(sound.dropLast(2)) + "x\n",
      ] {
        FileManager.default.createFile(atPath: file.path, contents: Data(text.utf8), attributes: rights)
        #expect(throws: KeyProblem.storeUnreadable, "\(text.count)") { try KeyRingFile(file, at: start) }
      }
      var changed = Array(sound)
      changed[sound.count - 3] = changed[sound.count - 3] == "a" ? "b" : "a"
      FileManager.default.createFile(atPath: file.path, contents: Data(String(changed).utf8), attributes: rights)
      #expect(throws: KeyProblem.storeUnreadable) { try KeyRingFile(file, at: start) }
      FileManager.default.createFile(atPath: file.path, contents: Data(sound.utf8), attributes: rights)
      _ = try KeyRingFile(file, at: start)
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file.path)
      #expect(throws: KeyProblem.storeUnreadable) { try KeyRingFile(file, at: start) }
      #expect(throws: KeyProblem.storeUnreadable) { try KeyRingFile(folder.appending(path: "none"), ownership: .system, at: start) }
    }
  }

  @Test("What the system gives as a credential is read, found by its name, and never changed")
  func credential() async throws {
    try await withTemporaryFolder { folder in
      let file = folder.appending(path: "comity-keys")
      let wrapped = try await KeyRingFile(file, at: start).wrap(key)
      let environment = ["CREDENTIALS_DIRECTORY": folder.path]
      let given = try #require(ServiceCredential.file("comity-keys", environment: environment))
      #expect(
        ServiceCredential.file("other", environment: environment) == nil && ServiceCredential.file("comity-keys", environment: [:]) == nil)
      // systemd may show it as readable by a group that is only the service's.
      try FileManager.default.setAttributes([.posixPermissions: 0o440], ofItemAtPath: file.path)
      let store = try KeyRingFile(given, ownership: .system, at: start)
      #expect(try await store.unwrap(wrapped) == key)
      await #expect(throws: KeyProblem.storeReadOnly) { try await store.addKey(at: start) }
    }
  }

  @Test("Old keys go a day after they were superseded unless something still needs them; the newest always stays")
  func removed() async throws {
    try await withTemporaryFolder { folder in
      let store = try KeyRingFile(folder.appending(path: "keys.ring"), at: start)
      let first = try await store.wrap(key)
      try await store.addKey(at: start.addingTimeInterval(100))
      let second = try await store.wrap(key)
      #expect(try await store.removeKeys(except: [], supersededBefore: start.addingTimeInterval(99)) == 0)
      #expect(try await store.removeKeys(except: [first.kid], supersededBefore: start.addingTimeInterval(101)) == 0)
      #expect(try await store.removeKeys(except: [], supersededBefore: start.addingTimeInterval(101)) == 1)
      await #expect(throws: KeyProblem.missingFromStore) { try await store.unwrap(first) }
      #expect(try await store.unwrap(second) == key)
      var changed = second.bytes
      changed[3] ^= 1
      await #expect(throws: KeyProblem.damaged) { try await store.unwrap(WrappedKey(kid: second.kid, bytes: changed)) }
    }
  }

  @Test("What another process adds is found at once, and what it takes out works no longer than a tenth of a second")
  func another() async throws {
    try await withTemporaryFolder { folder in
      let file = folder.appending(path: "keys.ring")
      let (here, there) = (try KeyRingFile(file, at: start), try KeyRingFile(file, at: start))
      let first = try await here.wrap(key)
      #expect(try await here.unwrap(first) == key)
      try await there.addKey(at: start.addingTimeInterval(100))
      let second = try await there.wrap(key)
      // Looked at a moment ago: only a key that is not known makes it look again.
      #expect(try await here.unwrap(second) == key)
      #expect(try await here.wrap(key).kid == second.kid)
      #expect(try await there.removeKeys(except: [], supersededBefore: start.addingTimeInterval(101)) == 1)
      try await Task.sleep(for: .milliseconds(150))
      await #expect(throws: KeyProblem.missingFromStore) { try await here.unwrap(first) }
    }
  }
}
