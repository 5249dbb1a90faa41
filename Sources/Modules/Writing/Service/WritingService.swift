// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// The module's own resources.
public enum WritingResources {
  /// The folder of the module's catalogues.
  public static let strings: URL = Bundle.module.bundleURL.appending(path: "Strings")
}
