// SPDX-License-Identifier: Apache-2.0
import Crypto
public import Foundation

/// The style sheet and the icon that the pages link to.
public enum Assets {
  /// The folder of Web's own catalogues.
  public static let strings: URL = Bundle.module.bundleURL.appending(path: "Strings")

  /// The look of all pages.
  public static let style: Data = read("comity.css")
  static let icon: Data = read("icon.svg")

  // The address changes with the content, so that browsers may keep the file for a year.
  static let styleURL: String = {
    let digest = SHA256.hash(data: style).prefix(6).map { byte in
      let text = String(byte, radix: 16)
      return byte < 16 ? "0" + text : text
    }.joined()
    return "/assets/comity-\(digest).css"
  }()

  private static func read(_ name: String) -> Data {
    let url = Bundle.module.bundleURL.appending(path: "Assets").appending(path: name)
    return (try? Data(contentsOf: url)) ?? Data()
  }
}
