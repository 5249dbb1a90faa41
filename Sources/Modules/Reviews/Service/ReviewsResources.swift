// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// What the module brings along besides its code.
public enum ReviewsResources {
  /// The folder of its catalogues.
  public static let strings = Bundle.module.bundleURL.appending(path: "Strings")
}
