// SPDX-License-Identifier: Apache-2.0
public import Files
public import Foundation
public import Keys
import NIOPosix
public import Storage

/// A file that came with a form.
///
/// It goes away with the call unless the handler keeps it.
public struct ReceivedFile: Sendable {
  /// The name it has at the sender's, without folders.
  public let name: String
  /// The media type as the sender names it; it says nothing about what the file really is.
  public let mediaType: String
  /// Its length in bytes.
  public let size: Int
  /// The SHA-256 digest of its content in hexadecimal.
  public let sha256: String
  private let content: IncomingFile

  init?(_ content: IncomingFile, name: String, mediaType: String?) {
    guard let digest = content.sha256 else { return nil }
    self.content = content
    self.name = name
    self.mediaType = mediaType ?? "application/octet-stream"
    size = content.size
    sha256 = digest
  }

  /// Keeps the file in a store; it is on the disk when this returns.
  /// - Throws: ``WebProblem/fileNotStored`` or ``WebProblem/noRoom`` when the disk does not take it.
  public func keep(in store: FileStore) async throws {
    do {
      try await store.keep(content)
    } catch let failure as FileFailure {
      throw WebProblem(failure)
    }
  }

  /// Keeps the file in the vault under an owner's data key; it is on the disk when this returns.
  /// - Returns: what is kept, and the statement for the commit that names it; without that commit it is as if it never came.
  /// - Throws: as ``keep(in:)``.
  public func keep(in vault: FileVault, under key: DataKey, at instant: Date) async throws -> (file: VaultFile, statement: SQL) {
    do {
      return try await vault.keep(content, under: key, at: instant)
    } catch let failure as FileFailure {
      throw WebProblem(failure)
    }
  }

  /// The content of a small file.
  /// - Throws: ``WebProblem/tooLarge(limit:)`` when it is longer than the limit.
  public func data(upTo limit: Int) async throws -> Data {
    do {
      guard let data = try await NIOThreadPool.singleton.runIfActive({ [content] in try content.content(upTo: limit) }) else {
        throw WebProblem.tooLarge(limit: limit)
      }
      return data
    } catch let failure as FileFailure {
      throw WebProblem(failure)
    }
  }

  /// The first bytes of the content, at most so many, whatever its length.
  /// - Throws: ``WebProblem/fileNotStored``.
  public func beginning(upTo count: Int) async throws -> Data {
    do {
      return try await NIOThreadPool.singleton.runIfActive { [content] in try content.beginning(upTo: count) }
    } catch let failure as FileFailure {
      throw WebProblem(failure)
    }
  }

  /// The content of a small file as text, with LF alone at the ends of lines like every text that was typed.
  /// - Throws: ``WebProblem/tooLarge(limit:)``, ``WebProblem/fileNotText`` when it is not UTF-8.
  public func text(upTo limit: Int = FormData.sizeLimit) async throws -> String {
    guard let text = String(validating: try await data(upTo: limit), as: UTF8.self), !text.utf8.contains(0) else {
      throw WebProblem.fileNotText
    }
    return (text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text).replacing("\r\n", with: "\n")
  }
}

extension WebProblem {
  /// Why a file was not taken.
  init(_ failure: FileFailure) { self = failure.isFull ? .noRoom : .fileNotStored }
}

/// What a form with files sent.
struct Upload: Sendable {
  let form: FormData
  /// The files by the names of their fields, or why one was not taken.
  let files: [String: Result<ReceivedFile, WebProblem>]
}

extension Call {
  /// The file that was chosen in a field; `nil` when none was.
  ///
  /// The fields of the form are there even when the file was refused, so that nothing typed is lost.
  /// - Throws: ``WebProblem/tooLarge(limit:)``, ``WebProblem/fileNotStored``.
  public func file(_ field: String) throws(WebProblem) -> ReceivedFile? { try upload?.files[field]?.get() }
}
