// SPDX-License-Identifier: Apache-2.0
public import Files
public import Foundation
public import HTTPTypes
public import Localisation

/// What a handler answers.
public enum Answer: Sendable {
  /// A page in the frame of the site.
  case page(Page)
  /// Go to another page, as after every form that was accepted; the notice is shown there once.
  case redirect(to: String, notice: Message? = nil, cookies: [Cookie] = [])
  /// Data for programs; encoded with sorted members.
  case json(any Encodable & Sendable, status: HTTPResponse.Status = .ok)
  /// A file to keep.
  case file(Data, type: String, name: String)
  /// A kept file, given out piece by piece, whole or the part that was asked for, with the digest of the whole.
  ///
  /// Browsers save it and never show it; neither they nor a proxy on the way keep it.
  case stored(OpenFile, type: String, name: String)
  /// Data that programs fetch again and again, such as a calendar: with the digest of its bytes, so that what did not change is not sent again.
  case feed(Data, type: String)
  /// A complete document of its own, such as the print page of a letter, in the named language.
  case document(String)
  /// Nothing to say but that it is done.
  case empty

  /// A page, answered with a status other than 200, for example 422 for a form shown again.
  public static func page(_ page: Page, status: HTTPResponse.Status) -> Answer {
    var page = page
    page.status = status
    return .page(page)
  }
}

/// A cookie to set or, with an empty value, to take away.
public struct Cookie: Sendable, Hashable {
  /// The name, without the prefix that secure connections get.
  public let name: String
  /// The value.
  public let value: String
  /// How long the browser keeps it, in seconds; `nil` for as long as the browser runs.
  public let lifetime: Int?

  /// Makes a cookie.
  ///
  /// Scripts never see it, other sites never send it.
  public init(_ name: String, _ value: String, lifetime: Int? = nil) {
    self.name = name
    self.value = value
    self.lifetime = lifetime
  }

  /// The cookie that a sign-in is recognised by.
  public static let signInName = "signIn"
}
