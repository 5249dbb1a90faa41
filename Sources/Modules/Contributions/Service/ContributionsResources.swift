// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// What the module brings along besides its code.
public enum ContributionsResources {
  /// The folder of its catalogues.
  public static let strings = Bundle.module.bundleURL.appending(path: "Strings")
  /// The folder of the fictional entries of a demonstration.
  static let data = Bundle.module.bundleURL.appending(path: "Data")
}
