// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

/// A page as a function of its model made it: the frame around it is the same for all.
public struct Page: Sendable {
  /// The heading and the window's title, in the reader's language.
  public let title: String
  /// What stands between the site's head and foot.
  public let body: HTML
  /// The links that lead here from the start page, outermost first.
  public var trail: [Crumb]
  /// How the content is classified, shown above the title and in print; `nil` for public pages.
  public var classification: Classification?
  /// Whether the form on the page was refused: the window's title says so first.
  public var hasErrors: Bool
  /// Seconds after which the browser loads the page again, without script; `nil` for every page that does not follow something live.
  public var refreshesAfter: Int?
  /// Whether the heading is drawn by the body itself.
  public var drawsOwnHeading: Bool
  /// Whether the title was typed by a person, in any language: it is set in its own direction and no language is claimed for it.
  public var isTitleTyped: Bool
  /// The same in other forms, such as a calendar, for programs that look into the page's head.
  public var alternates: [Alternate] = []
  var status: HTTPResponse.Status = .ok

  /// The page's subject in another form.
  public struct Alternate: Sendable, Hashable {
    let type: String
    let url: String
    /// Names the media type and the address.
    public init(type: String, url: String) {
      self.type = type
      self.url = url
    }
  }

  /// One link of the trail.
  public struct Crumb: Sendable, Hashable {
    let text: String
    let url: String
    let isTyped: Bool
    /// Makes a link of the trail.
    /// - Parameter isTyped: whether its text was typed by a person, in any language.
    public init(_ text: String, _ url: String, isTyped: Bool = false) {
      self.text = text
      self.url = url
      self.isTyped = isTyped
    }
  }

  /// Makes a page.
  public init(
    _ title: String, trail: [Crumb] = [], classification: Classification? = nil, hasErrors: Bool = false,
    drawsOwnHeading: Bool = false, isTitleTyped: Bool = false, @HTMLBuilder body: () -> [HTML]
  ) {
    self.title = title
    self.trail = trail
    self.classification = classification
    self.hasErrors = hasErrors
    self.drawsOwnHeading = drawsOwnHeading
    self.isTitleTyped = isTitleTyped
    self.body = HTML(body())
  }
}

/// How the content of a page or a letter is classified.
public enum Classification: String, Sendable, CaseIterable, Codable {
  /// For everybody.
  case publicContent = "public"
  /// For those who work here; not for publication.
  case internalUse = "internal"
  /// For those who deal with the case; the fact that it exists is confidential.
  case restricted
}
